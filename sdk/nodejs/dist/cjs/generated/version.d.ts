/** Version of the declarations. */
export declare const VERSION = "0.1.0";
