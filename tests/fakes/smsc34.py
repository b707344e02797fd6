"""A second message centre, on PyPI's `smpp34`: another codec, in another language.

It prints the port of its control, over HTTP, and takes wishes there:

    POST /_port      {}   where it speaks SMPP
    POST /_messages  {}   the parts it took, as an array
    POST /_receipt   {"id": "…", "stat": "DELIVRD"}
"""

import asyncio
import json
import socket
import sys

import smpp34


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Centre:
    def __init__(self):
        self.port = free_port()
        self.server = smpp34.Server("127.0.0.1", self.port)
        self.messages = []
        self.esme = None

    async def run(self):
        await self.server.start()
        while True:
            event = await self.server.next()
            if isinstance(event, smpp34.Esme):
                self.esme = event
            elif isinstance(event, smpp34.SubmitSmEvent):
                await self.take(event)

    async def take(self, event):
        number = f"{len(self.messages) + 1:08x}"
        self.messages.append(
            {
                "id": number,
                "to": event.destination_addr,
                "from": event.source_addr,
                "bytes": bytes(event.short_message).hex(),
                "coding": event.data_coding,
                "esm": event.esm_class,
                "registered": event.registered_delivery,
            }
        )
        answer = event.accept(number)
        if asyncio.iscoroutine(answer) or asyncio.isfuture(answer):
            await answer

    async def receipt(self, wish):
        text = f"id:{wish['id']} sub:001 dlvrd:001 stat:{wish['stat']} err:000 text:"
        await self.esme.deliver_sm(
            source_addr="1", destination_addr="2", short_message=text.encode(), esm_class=4
        )
        return {}

    async def wish(self, path, asked):
        if path == "/_port":
            return {"port": self.port}
        if path == "/_messages":
            return self.messages
        return await self.receipt(asked)

    async def control(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        lengths = [line.split(":")[1] for line in head if line.lower().startswith("content-length")]
        asked = json.loads(await reader.readexactly(int(lengths[0])) or b"{}")
        told = json.dumps(await self.wish(head[0].split(" ")[1], asked)).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n")
        writer.write(f"content-length: {len(told)}\r\n\r\n".encode() + told)
        await writer.drain()
        writer.close()


async def main():
    centre = Centre()
    control = await asyncio.start_server(centre.control, "127.0.0.1", 0)
    work = asyncio.ensure_future(centre.run())
    print(control.sockets[0].getsockname()[1], flush=True)
    # It ends with whoever started it.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    work.cancel()


asyncio.run(main())
