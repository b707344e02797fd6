import type { LoginTransaction } from "./interfaces.js";
/** A request to the application, such as `http.IncomingMessage`. */
export interface Incoming {
    url?: string | undefined;
    headers: {
        cookie?: string | undefined;
    };
}
/** An answer of the application, such as `http.ServerResponse`. */
export interface Outgoing {
    getHeader(name: string): unknown;
    setHeader(name: string, value: string | string[]): unknown;
    writeHead(status: number): {
        end(): unknown;
    };
}
/** Sends the browser on. */
export declare function redirect(to: Outgoing, url: string): void;
/** Keeps in the browser what its return is compared with. */
export declare function keep(to: Outgoing, name: string, kept: LoginTransaction): void;
/** Takes back what was kept. */
export declare function taken(from: Incoming, to: Outgoing, name: string): LoginTransaction;
/** The code a browser came back with. */
export declare function returnedCode(from: Incoming, kept: LoginTransaction): string;
