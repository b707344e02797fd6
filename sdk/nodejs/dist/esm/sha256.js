function fractions(count, root) {
    const found = [];
    for (let candidate = 2; found.length < count; candidate += 1) {
        let isPrime = true;
        for (let factor = 2; factor * factor <= candidate; factor += 1)
            isPrime &&= candidate % factor !== 0;
        if (isPrime)
            found.push(((root(candidate) % 1) * 2 ** 32) | 0);
    }
    return found;
}
const START = fractions(8, Math.sqrt);
const K = fractions(64, Math.cbrt);
const turned = (word, by) => (word >>> by) | (word << (32 - by));
function padded(message) {
    const view = new DataView(new ArrayBuffer(Math.ceil((message.length + 9) / 64) * 64));
    message.forEach((byte, place) => view.setUint8(place, byte));
    view.setUint8(message.length, 0x80);
    view.setUint32(view.byteLength - 4, message.length * 8);
    return view;
}
export function sha256(message) {
    const view = padded(message);
    const state = [...START];
    const w = new Int32Array(64);
    for (let block = 0; block < view.byteLength; block += 64) {
        let [a, b, c, d, e, f, g, h] = state;
        K.forEach((k, t) => {
            if (t < 16) {
                w[t] = view.getInt32(block + 4 * t);
            }
            else {
                const [x, y] = [w[t - 15], w[t - 2]];
                const [low, high] = [turned(x, 7) ^ turned(x, 18) ^ (x >>> 3), turned(y, 17) ^ turned(y, 19) ^ (y >>> 10)];
                w[t] = w[t - 16] + low + w[t - 7] + high;
            }
            const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + k + w[t];
            const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
        });
        [a, b, c, d, e, f, g, h].forEach((word, place) => (state[place] = (state[place] + word) | 0));
    }
    const digest = new DataView(new ArrayBuffer(32));
    state.forEach((word, place) => digest.setInt32(4 * place, word));
    return new Uint8Array(digest.buffer);
}
