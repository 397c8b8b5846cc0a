// Decompresses the parts of the packaged Chromium beside them: unpack.cjs FOLDER
const fs = require('node:fs');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');
const zlib = require('node:zlib');

async function main(folder) {
  for (const name of fs.readdirSync(folder).filter((one) => one.endsWith('.br'))) {
    const packed = path.join(folder, name);
    await pipeline(fs.createReadStream(packed), zlib.createBrotliDecompress(), fs.createWriteStream(packed.slice(0, -3)));
  }
}

main(process.argv[2]);
