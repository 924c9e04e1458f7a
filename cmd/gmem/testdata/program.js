// Serves requests over HTTP to itself: node program.js clean|leak COUNT-FILE [REQUESTS]
const fs = require('fs');
const http = require('http');

const [mode, count, requests = '0'] = process.argv.slice(2);
const sessions = new Map();
let done = 0;

const server = http.createServer((request, response) => {
  const session = { url: request.url, body: Buffer.alloc(32 << 10, 1) };
  if (mode === 'leak') sessions.set(request.url, session); // the key is a new one each time
  response.end(session.body);
});

const agent = new http.Agent({ keepAlive: true });
function ask() {
  if (done === Number(requests) && done > 0) process.exit();
  http.get({ port: server.address().port, path: `/session/${done}`, agent }, (response) => {
    response.resume().on('end', () => {
      fs.writeFileSync(count, String(++done));
      setTimeout(ask, 2);
    });
  });
}
server.listen(0, '127.0.0.1', ask);
