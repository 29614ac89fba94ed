<?xml version="1.0" encoding="UTF-8"?>
<tileset version="1.8" tiledversion="1.8.0" name="garden" tilewidth="32" tileheight="32" tilecount="112" columns="16">
 <properties>
  <property name="tilesetCopyright" value="Hallway project, CC0-1.0"/>
 </properties>
 <image source="garden.png" width="512" height="224"/>
 <tile id="0" type="tree"/>
 <tile id="2" type="pine"/>
 <tile id="4" type="cherry-tree"/>
 <tile id="6" type="bush">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="12" width="24" height="16"/>
  </objectgroup>
 </tile>
 <tile id="7" type="bush-berries">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="12" width="24" height="16"/>
  </objectgroup>
 </tile>
 <tile id="8" type="flowers-rose"/>
 <tile id="9" type="flowers-sun"/>
 <tile id="10" type="flowers-lilac"/>
 <tile id="11" type="stones">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="16" width="24" height="12"/>
  </objectgroup>
 </tile>
 <tile id="12" type="lilies"/>
 <tile id="13" type="reeds"/>
 <tile id="14" type="step-stone"/>
 <tile id="15" type="signpost">
  <objectgroup draworder="index" id="2">
   <object id="1" x="12" y="20" width="8" height="8"/>
  </objectgroup>
 </tile>
 <tile id="22" type="bench">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="32" height="8"/>
  </objectgroup>
 </tile>
 <tile id="23">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="32" height="8"/>
  </objectgroup>
 </tile>
 <tile id="24" type="hedge">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="25" type="lantern"/>
 <tile id="26" type="picnic-table">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="32" height="24"/>
  </objectgroup>
 </tile>
 <tile id="27">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="32" height="24"/>
  </objectgroup>
 </tile>
 <tile id="32">
  <objectgroup draworder="index" id="2">
   <object id="1" x="20" y="16" width="12" height="12"/>
  </objectgroup>
 </tile>
 <tile id="33">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="16" width="12" height="12"/>
  </objectgroup>
 </tile>
 <tile id="34">
  <objectgroup draworder="index" id="2">
   <object id="1" x="20" y="16" width="12" height="12"/>
  </objectgroup>
 </tile>
 <tile id="35">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="16" width="12" height="12"/>
  </objectgroup>
 </tile>
 <tile id="36">
  <objectgroup draworder="index" id="2">
   <object id="1" x="20" y="16" width="12" height="12"/>
  </objectgroup>
 </tile>
 <tile id="37">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="16" width="12" height="12"/>
  </objectgroup>
 </tile>
 <tile id="41">
  <objectgroup draworder="index" id="2">
   <object id="1" x="12" y="20" width="8" height="8"/>
  </objectgroup>
 </tile>
 <tile id="42">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="0" width="32" height="28"/>
  </objectgroup>
 </tile>
 <tile id="43">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="0" width="32" height="28"/>
  </objectgroup>
 </tile>
 <tile id="48" type="fountain"/>
 <tile id="64">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="4" width="28" height="28"/>
  </objectgroup>
 </tile>
 <tile id="65">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="32" height="28"/>
  </objectgroup>
 </tile>
 <tile id="66">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="28" height="28"/>
  </objectgroup>
 </tile>
 <tile id="80">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="0" width="28" height="24"/>
  </objectgroup>
 </tile>
 <tile id="81">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="0" width="32" height="24"/>
  </objectgroup>
 </tile>
 <tile id="82">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="0" width="28" height="24"/>
  </objectgroup>
 </tile>
 <tile id="96" type="fence-0">
  <objectgroup draworder="index" id="2">
   <object id="1" x="12" y="12" width="12" height="20"/>
  </objectgroup>
 </tile>
 <tile id="97" type="fence-1">
  <objectgroup draworder="index" id="2">
   <object id="1" x="12" y="12" width="12" height="20"/>
   <object id="2" x="12" y="0" width="8" height="12"/>
  </objectgroup>
 </tile>
 <tile id="98" type="fence-2">
  <objectgroup draworder="index" id="2">
   <object id="1" x="12" y="12" width="20" height="20"/>
  </objectgroup>
 </tile>
 <tile id="99" type="fence-3">
  <objectgroup draworder="index" id="2">
   <object id="1" x="12" y="12" width="20" height="20"/>
   <object id="2" x="12" y="0" width="8" height="12"/>
  </objectgroup>
 </tile>
 <tile id="100" type="fence-4">
  <objectgroup draworder="index" id="2">
   <object id="1" x="12" y="12" width="12" height="20"/>
  </objectgroup>
 </tile>
 <tile id="101" type="fence-5">
  <objectgroup draworder="index" id="2">
   <object id="1" x="12" y="12" width="12" height="20"/>
   <object id="2" x="12" y="0" width="8" height="12"/>
  </objectgroup>
 </tile>
 <tile id="102" type="fence-6">
  <objectgroup draworder="index" id="2">
   <object id="1" x="12" y="12" width="20" height="20"/>
  </objectgroup>
 </tile>
 <tile id="103" type="fence-7">
  <objectgroup draworder="index" id="2">
   <object id="1" x="12" y="12" width="20" height="20"/>
   <object id="2" x="12" y="0" width="8" height="12"/>
  </objectgroup>
 </tile>
 <tile id="104" type="fence-8">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="12" width="20" height="20"/>
  </objectgroup>
 </tile>
 <tile id="105" type="fence-9">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="12" width="20" height="20"/>
   <object id="2" x="12" y="0" width="8" height="12"/>
  </objectgroup>
 </tile>
 <tile id="106" type="fence-10">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="12" width="32" height="20"/>
  </objectgroup>
 </tile>
 <tile id="107" type="fence-11">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="12" width="32" height="20"/>
   <object id="2" x="12" y="0" width="8" height="12"/>
  </objectgroup>
 </tile>
 <tile id="108" type="fence-12">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="12" width="20" height="20"/>
  </objectgroup>
 </tile>
 <tile id="109" type="fence-13">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="12" width="20" height="20"/>
   <object id="2" x="12" y="0" width="8" height="12"/>
  </objectgroup>
 </tile>
 <tile id="110" type="fence-14">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="12" width="32" height="20"/>
  </objectgroup>
 </tile>
 <tile id="111" type="fence-15">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="12" width="32" height="20"/>
   <object id="2" x="12" y="0" width="8" height="12"/>
  </objectgroup>
 </tile>
</tileset>
