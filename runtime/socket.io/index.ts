export type { SocketIoSettings } from "../realtime/protocols/socket.io/settings.js";
export { socketIoFraming } from "../realtime/protocols/socket.io/socket-io-framing.js";
