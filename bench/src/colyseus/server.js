// A room as Colyseus wants it written, for the benchmark `fanout`: a map of players whose positions
// everybody is told. Defaults everywhere, as its patch rate of 50 ms, but for the buffer.
import { Room, Server } from "@colyseus/core";
import { Encoder, schema } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";

// Colyseus asks for this, and encodes twice without it, where a state takes more than 8 KiB.
Encoder.BUFFER_SIZE = 256 * 1024;

const Player = schema({
  name: "string",
  x: "number",
  y: "number",
  anim: "string",
  readyToConnect: "boolean",
  videoConnected: "boolean",
});

const State = schema({ players: { map: Player } });

class Crowd extends Room {
  state = new State();

  messages = {
    move: (client, { x, y, anim }) => {
      const player = this.state.players.get(client.sessionId);
      player.x = x;
      player.y = y;
      player.anim = anim;
    },
  };

  onJoin(client, { name, x, y }) {
    const player = new Player();
    player.name = name;
    player.x = x;
    player.y = y;
    player.anim = "down";
    player.readyToConnect = true;
    player.videoConnected = false;
    this.state.players.set(client.sessionId, player);
  }

  onLeave(client) {
    this.state.players.delete(client.sessionId);
  }
}

const server = new Server({ transport: new WebSocketTransport(), greet: false });
server.define("crowd", Crowd);
await server.listen(0, "127.0.0.1");
console.log(`http://127.0.0.1:${server.transport.server.address().port}`);
