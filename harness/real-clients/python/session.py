"""Lets a test drive a client library of Python, one JSON object a line.

In:  {"id": 1, "call": "getinfo", "with": {}}
Out: {"id": 1, "said": ...} or {"id": 1, "raised": {"class": "RpcError", "text": ..., "error": ...}}, in the order in which
     the answers come; {"event": ...} for what the library tells of its own accord.
"""

import asyncio
import json
import sys

LINE_BYTES_MAX = 16 * 1024 * 1024


def emit(line):
    sys.stdout.write(json.dumps(line, default=str) + "\n")
    sys.stdout.flush()


async def answer(call, line):
    try:
        emit({"id": line["id"], "said": await call(line["call"], line["with"])})
    except Exception as raised:
        told = {"class": type(raised).__name__, "text": str(raised), "error": getattr(raised, "error", None)}
        emit({"id": line["id"], "raised": told})


async def serve(call):
    """Until the test closes the pipe."""
    reader = asyncio.StreamReader(limit=LINE_BYTES_MAX)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    emit({"event": "ready"})
    open_calls = set()
    async for line in reader:
        task = asyncio.create_task(answer(call, json.loads(line)))
        open_calls.add(task)
        task.add_done_callback(open_calls.discard)
