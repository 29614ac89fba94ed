<?xml version="1.0" encoding="UTF-8"?>
<tileset version="1.8" tiledversion="1.8.0" name="furniture" tilewidth="32" tileheight="32" tilecount="128" columns="16">
 <properties>
  <property name="tilesetCopyright" value="Hallway project, CC0-1.0"/>
 </properties>
 <image source="furniture.png" width="512" height="256"/>
 <tile id="0" type="chair-down">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="4" width="16" height="8"/>
  </objectgroup>
 </tile>
 <tile id="1" type="chair-up">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="24" width="16" height="4"/>
  </objectgroup>
 </tile>
 <tile id="2" type="chair-left">
  <objectgroup draworder="index" id="2">
   <object id="1" x="20" y="8" width="8" height="16"/>
  </objectgroup>
 </tile>
 <tile id="3" type="chair-right">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="8" width="8" height="16"/>
  </objectgroup>
 </tile>
 <tile id="4" type="seat-up">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="24" width="16" height="4"/>
  </objectgroup>
 </tile>
 <tile id="5" type="stool"/>
 <tile id="6" type="armchair">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="4" width="24" height="8"/>
  </objectgroup>
 </tile>
 <tile id="7" type="sofa">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="4" width="28" height="8"/>
  </objectgroup>
 </tile>
 <tile id="8">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="28" height="8"/>
  </objectgroup>
 </tile>
 <tile id="9" type="table-2x1">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="32" height="24"/>
  </objectgroup>
 </tile>
 <tile id="10">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="32" height="24"/>
  </objectgroup>
 </tile>
 <tile id="11" type="counter-left">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="12" type="counter">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="13" type="counter-right">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="14" type="counter-info">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="15" type="plant-small">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="16" width="16" height="12"/>
  </objectgroup>
 </tile>
 <tile id="16" type="table-2x2">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="32" height="28"/>
  </objectgroup>
 </tile>
 <tile id="17">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="32" height="28"/>
  </objectgroup>
 </tile>
 <tile id="18" type="round-table">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="8" width="28" height="24"/>
  </objectgroup>
 </tile>
 <tile id="19">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="28" height="24"/>
  </objectgroup>
 </tile>
 <tile id="20" type="desk">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="32" height="24"/>
  </objectgroup>
 </tile>
 <tile id="21">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="32" height="24"/>
  </objectgroup>
 </tile>
 <tile id="22" type="bookshelf-1"/>
 <tile id="24" type="bookshelf-2"/>
 <tile id="26" type="fridge"/>
 <tile id="27" type="coffee-machine"/>
 <tile id="28" type="sink"/>
 <tile id="29" type="stove"/>
 <tile id="30" type="kitchen-unit"/>
 <tile id="31" type="banner"/>
 <tile id="32">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="0" width="32" height="28"/>
  </objectgroup>
 </tile>
 <tile id="33">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="0" width="32" height="28"/>
  </objectgroup>
 </tile>
 <tile id="34">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="0" width="28" height="20"/>
  </objectgroup>
 </tile>
 <tile id="35">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="0" width="28" height="20"/>
  </objectgroup>
 </tile>
 <tile id="36">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="0" width="32" height="28"/>
  </objectgroup>
 </tile>
 <tile id="37">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="0" width="32" height="28"/>
  </objectgroup>
 </tile>
 <tile id="38">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="39">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="40">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="41">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="42">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="43">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="44">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="45">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="46">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="47">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="16" width="16" height="12"/>
  </objectgroup>
 </tile>
 <tile id="48" type="lectern"/>
 <tile id="49" type="lamp"/>
 <tile id="50" type="plant-tall"/>
 <tile id="51" type="cactus"/>
 <tile id="52" type="speaker"/>
 <tile id="53" type="rug"/>
 <tile id="55" type="notice-board-2"/>
 <tile id="57" type="notice-board-3"/>
 <tile id="60" type="whiteboard"/>
 <tile id="62" type="wall-screen"/>
 <tile id="64">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="4" width="24" height="24"/>
  </objectgroup>
 </tile>
 <tile id="65">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="20" width="16" height="8"/>
  </objectgroup>
 </tile>
 <tile id="66">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="12" width="16" height="16"/>
  </objectgroup>
 </tile>
 <tile id="67">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="16" width="16" height="12"/>
  </objectgroup>
 </tile>
 <tile id="68">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="8" width="24" height="20"/>
  </objectgroup>
 </tile>
 <tile id="71" type="picture-hills"/>
 <tile id="72" type="picture-sea"/>
 <tile id="73" type="clock"/>
 <tile id="74" type="sign-stage"/>
 <tile id="75" type="sign-kitchen"/>
 <tile id="76" type="sign-library"/>
 <tile id="77" type="sign-project"/>
 <tile id="78" type="sign-garden"/>
 <tile id="79" type="sign-help"/>
 <tile id="80" type="screen"/>
 <tile id="86" type="laptop"/>
 <tile id="87" type="papers"/>
 <tile id="88" type="mugs"/>
 <tile id="89" type="basket">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="16" width="16" height="12"/>
  </objectgroup>
 </tile>
 <tile id="90" type="armchair-teal">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="4" width="24" height="8"/>
  </objectgroup>
 </tile>
 <tile id="91" type="sofa-rose">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="4" width="28" height="8"/>
  </objectgroup>
 </tile>
 <tile id="92">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="28" height="8"/>
  </objectgroup>
 </tile>
 <tile id="93" type="table-2x1-dark">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="32" height="24"/>
  </objectgroup>
 </tile>
 <tile id="94">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="4" width="32" height="24"/>
  </objectgroup>
 </tile>
 <tile id="102" type="bar-left">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="103" type="bar">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="104" type="bar-right">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="105" type="round-table-set">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="8" width="28" height="24"/>
  </objectgroup>
 </tile>
 <tile id="106">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="28" height="24"/>
  </objectgroup>
 </tile>
 <tile id="121">
  <objectgroup draworder="index" id="2">
   <object id="1" x="4" y="0" width="28" height="20"/>
  </objectgroup>
 </tile>
 <tile id="122">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="0" width="28" height="20"/>
  </objectgroup>
 </tile>
</tileset>
