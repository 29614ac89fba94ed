<?xml version="1.0" encoding="UTF-8"?>
<tileset version="1.8" tiledversion="1.8.0" name="markers" tilewidth="32" tileheight="32" tilecount="4" columns="4">
 <properties>
  <property name="tilesetCopyright" value="Hallway project, CC0-1.0"/>
 </properties>
 <image source="markers.png" width="128" height="32"/>
 <tile id="0" type="marker-start"/>
 <tile id="1" type="marker-silent"/>
 <tile id="2" type="marker-exit"/>
 <tile id="3" type="marker-zone"/>
</tileset>
