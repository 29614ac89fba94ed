<?xml version="1.0" encoding="UTF-8"?>
<tileset version="1.8" tiledversion="1.8.0" name="walls" tilewidth="32" tileheight="32" tilecount="32" columns="16">
 <properties>
  <property name="tilesetCopyright" value="Hallway project, CC0-1.0"/>
 </properties>
 <image source="walls.png" width="512" height="64"/>
 <tile id="0" type="wall-0">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="8" width="16" height="24"/>
  </objectgroup>
 </tile>
 <tile id="1" type="wall-1">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="8" width="16" height="24"/>
   <object id="2" x="8" y="0" width="16" height="8"/>
  </objectgroup>
 </tile>
 <tile id="2" type="wall-2">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="8" width="24" height="24"/>
  </objectgroup>
 </tile>
 <tile id="3" type="wall-3">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="8" width="24" height="24"/>
   <object id="2" x="8" y="0" width="16" height="8"/>
  </objectgroup>
 </tile>
 <tile id="4" type="wall-4">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="8" width="16" height="24"/>
  </objectgroup>
 </tile>
 <tile id="5" type="wall-5">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="8" width="16" height="24"/>
   <object id="2" x="8" y="0" width="16" height="8"/>
  </objectgroup>
 </tile>
 <tile id="6" type="wall-6">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="8" width="24" height="24"/>
  </objectgroup>
 </tile>
 <tile id="7" type="wall-7">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="8" width="24" height="24"/>
   <object id="2" x="8" y="0" width="16" height="8"/>
  </objectgroup>
 </tile>
 <tile id="8" type="wall-8">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="24" height="24"/>
  </objectgroup>
 </tile>
 <tile id="9" type="wall-9">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="24" height="24"/>
   <object id="2" x="8" y="0" width="16" height="8"/>
  </objectgroup>
 </tile>
 <tile id="10" type="wall-10">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="32" height="24"/>
  </objectgroup>
 </tile>
 <tile id="11" type="wall-11">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="32" height="24"/>
   <object id="2" x="8" y="0" width="16" height="8"/>
  </objectgroup>
 </tile>
 <tile id="12" type="wall-12">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="24" height="24"/>
  </objectgroup>
 </tile>
 <tile id="13" type="wall-13">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="24" height="24"/>
   <object id="2" x="8" y="0" width="16" height="8"/>
  </objectgroup>
 </tile>
 <tile id="14" type="wall-14">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="32" height="24"/>
  </objectgroup>
 </tile>
 <tile id="15" type="wall-15">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="8" width="32" height="24"/>
   <object id="2" x="8" y="0" width="16" height="8"/>
  </objectgroup>
 </tile>
 <tile id="16" type="face">
  <properties>
   <property name="collides" type="bool" value="true"/>
  </properties>
 </tile>
 <tile id="17" type="face-w">
  <objectgroup draworder="index" id="2">
   <object id="1" x="0" y="0" width="24" height="32"/>
  </objectgroup>
 </tile>
 <tile id="18" type="face-e">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="0" width="24" height="32"/>
  </objectgroup>
 </tile>
 <tile id="19" type="face-pillar">
  <objectgroup draworder="index" id="2">
   <object id="1" x="8" y="0" width="16" height="32"/>
  </objectgroup>
 </tile>
 <tile id="20" type="shade"/>
 <tile id="21" type="window"/>
 <tile id="22" type="door-post-left"/>
 <tile id="23" type="door-post-right"/>
 <tile id="24" type="lintel-left"/>
 <tile id="25" type="lintel"/>
 <tile id="26" type="lintel-right"/>
 <wangsets>
  <wangset name="Walls" type="edge" tile="10">
   <wangcolor name="Wall" color="#525475" tile="10" probability="1"/>
   <wangtile tileid="0" wangid="0,0,0,0,0,0,0,0"/>
   <wangtile tileid="1" wangid="1,0,0,0,0,0,0,0"/>
   <wangtile tileid="2" wangid="0,0,1,0,0,0,0,0"/>
   <wangtile tileid="3" wangid="1,0,1,0,0,0,0,0"/>
   <wangtile tileid="4" wangid="0,0,0,0,1,0,0,0"/>
   <wangtile tileid="5" wangid="1,0,0,0,1,0,0,0"/>
   <wangtile tileid="6" wangid="0,0,1,0,1,0,0,0"/>
   <wangtile tileid="7" wangid="1,0,1,0,1,0,0,0"/>
   <wangtile tileid="8" wangid="0,0,0,0,0,0,1,0"/>
   <wangtile tileid="9" wangid="1,0,0,0,0,0,1,0"/>
   <wangtile tileid="10" wangid="0,0,1,0,0,0,1,0"/>
   <wangtile tileid="11" wangid="1,0,1,0,0,0,1,0"/>
   <wangtile tileid="12" wangid="0,0,0,0,1,0,1,0"/>
   <wangtile tileid="13" wangid="1,0,0,0,1,0,1,0"/>
   <wangtile tileid="14" wangid="0,0,1,0,1,0,1,0"/>
   <wangtile tileid="15" wangid="1,0,1,0,1,0,1,0"/>
  </wangset>
 </wangsets>
</tileset>
