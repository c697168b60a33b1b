// Who has a place among the connections: so many, and for a new one that which has kept the server waiting longest goes.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The newest request of a connection; null before the first and after the answer to the last. */
type Exchange = { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse } | null;

/**
 * A new client always gets in, whoever holds the places: what the server itself works on is bounded elsewhere, by far fewer.
 * @param most connections at a time; were all of them being worked on, a new one would be closed
 */
export function boundConnections(server: Server, most: number): void {
  // What stood still longest comes first.
  const places = new Map<Socket, Exchange>();
  const move = (socket: Socket, exchange: Exchange): void => {
    if (places.delete(socket)) places.set(socket, exchange);
  };
  server.on('connection', (socket: Socket) => {
    places.set(socket, null);
    socket.once('close', () => places.delete(socket));
    if (places.size <= most) return;
    const goes = inTheWay(places, socket);
    places.delete(goes);
    goes.destroy();
  });
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    move(incoming.socket, { incoming, outgoing });
    outgoing.once('close', () => move(incoming.socket, null));
  });
}

/** First who has no whole request there, then who does not take the answer. */
function inTheWay(places: ReadonlyMap<Socket, Exchange>, newcomer: Socket): Socket {
  const others = [...places].filter(([socket]) => socket !== newcomer);
  const found =
    others.find(([, exchange]) => exchange?.incoming.complete !== true) ??
    others.find(([, exchange]) => exchange?.outgoing.writableEnded === true || exchange?.outgoing.writableNeedDrain === true);
  return found?.[0] ?? newcomer;
}
