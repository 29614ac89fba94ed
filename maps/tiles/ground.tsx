<?xml version="1.0" encoding="UTF-8"?>
<tileset version="1.8" tiledversion="1.8.0" name="ground" tilewidth="32" tileheight="32" tilecount="128" columns="16">
 <properties>
  <property name="tilesetCopyright" value="Hallway project, CC0-1.0"/>
 </properties>
 <image source="ground.png" width="512" height="256"/>
 <tile id="0" type="wood-1"/>
 <tile id="1" type="wood-2"/>
 <tile id="2" type="wood-3"/>
 <tile id="3" type="wood-4"/>
 <tile id="4" type="stage-1"/>
 <tile id="5" type="stage-2"/>
 <tile id="6" type="stone-1"/>
 <tile id="7" type="stone-2"/>
 <tile id="8" type="stone-3"/>
 <tile id="9" type="checks"/>
 <tile id="10" type="grass-1"/>
 <tile id="11" type="grass-2"/>
 <tile id="12" type="grass-3"/>
 <tile id="13" type="meadow-1"/>
 <tile id="14" type="meadow-2"/>
 <tile id="15" type="stage-edge">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="32" height="20"/>
  </objectgroup>
 </tile>
 <tile id="16" type="carpet-teal"/>
 <tile id="19" type="carpet-rose"/>
 <tile id="22" type="carpet-lilac"/>
 <tile id="25" type="path-0"/>
 <tile id="26" type="path-1"/>
 <tile id="27" type="path-2"/>
 <tile id="28" type="path-9"/>
 <tile id="29" type="path-10"/>
 <tile id="30" type="path-11"/>
 <tile id="31" type="path-12"/>
 <tile id="41" type="path-3"/>
 <tile id="42" type="path-4"/>
 <tile id="43" type="path-5"/>
 <tile id="44" type="wood-half"/>
 <tile id="45" type="stone-half"/>
 <tile id="46" type="checks-half"/>
 <tile id="47" type="grass-half"/>
 <tile id="57" type="path-6"/>
 <tile id="58" type="path-7"/>
 <tile id="59" type="path-8"/>
 <tile id="64" type="water-0">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="64" duration="300"/>
   <frame tileid="80" duration="300"/>
   <frame tileid="96" duration="300"/>
   <frame tileid="112" duration="300"/>
  </animation>
 </tile>
 <tile id="65" type="water-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="65" duration="300"/>
   <frame tileid="81" duration="300"/>
   <frame tileid="97" duration="300"/>
   <frame tileid="113" duration="300"/>
  </animation>
 </tile>
 <tile id="66" type="water-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="66" duration="300"/>
   <frame tileid="82" duration="300"/>
   <frame tileid="98" duration="300"/>
   <frame tileid="114" duration="300"/>
  </animation>
 </tile>
 <tile id="67" type="water-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="67" duration="300"/>
   <frame tileid="83" duration="300"/>
   <frame tileid="99" duration="300"/>
   <frame tileid="115" duration="300"/>
  </animation>
 </tile>
 <tile id="68" type="water-4">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="68" duration="300"/>
   <frame tileid="84" duration="300"/>
   <frame tileid="100" duration="300"/>
   <frame tileid="116" duration="300"/>
  </animation>
 </tile>
 <tile id="69" type="water-5">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="69" duration="300"/>
   <frame tileid="85" duration="300"/>
   <frame tileid="101" duration="300"/>
   <frame tileid="117" duration="300"/>
  </animation>
 </tile>
 <tile id="70" type="water-6">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="70" duration="300"/>
   <frame tileid="86" duration="300"/>
   <frame tileid="102" duration="300"/>
   <frame tileid="118" duration="300"/>
  </animation>
 </tile>
 <tile id="71" type="water-7">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="71" duration="300"/>
   <frame tileid="87" duration="300"/>
   <frame tileid="103" duration="300"/>
   <frame tileid="119" duration="300"/>
  </animation>
 </tile>
 <tile id="72" type="water-8">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="72" duration="300"/>
   <frame tileid="88" duration="300"/>
   <frame tileid="104" duration="300"/>
   <frame tileid="120" duration="300"/>
  </animation>
 </tile>
 <tile id="73" type="water-9">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="73" duration="300"/>
   <frame tileid="89" duration="300"/>
   <frame tileid="105" duration="300"/>
   <frame tileid="121" duration="300"/>
  </animation>
 </tile>
 <tile id="74" type="water-10">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="74" duration="300"/>
   <frame tileid="90" duration="300"/>
   <frame tileid="106" duration="300"/>
   <frame tileid="122" duration="300"/>
  </animation>
 </tile>
 <tile id="75" type="water-11">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="75" duration="300"/>
   <frame tileid="91" duration="300"/>
   <frame tileid="107" duration="300"/>
   <frame tileid="123" duration="300"/>
  </animation>
 </tile>
 <tile id="76" type="water-12">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
  <animation>
   <frame tileid="76" duration="300"/>
   <frame tileid="92" duration="300"/>
   <frame tileid="108" duration="300"/>
   <frame tileid="124" duration="300"/>
  </animation>
 </tile>
 <tile id="80" type="water-0-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="81" type="water-1-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="82" type="water-2-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="83" type="water-3-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="84" type="water-4-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="85" type="water-5-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="86" type="water-6-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="87" type="water-7-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="88" type="water-8-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="89" type="water-9-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="90" type="water-10-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="91" type="water-11-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="92" type="water-12-1">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="96" type="water-0-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="97" type="water-1-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="98" type="water-2-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="99" type="water-3-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="100" type="water-4-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="101" type="water-5-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="102" type="water-6-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="103" type="water-7-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="104" type="water-8-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="105" type="water-9-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="106" type="water-10-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="107" type="water-11-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="108" type="water-12-2">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="112" type="water-0-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="113" type="water-1-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="114" type="water-2-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="115" type="water-3-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="116" type="water-4-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="117" type="water-5-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="118" type="water-6-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="119" type="water-7-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="120" type="water-8-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="121" type="water-9-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="122" type="water-10-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="123" type="water-11-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="124" type="water-12-3">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
</tileset>
