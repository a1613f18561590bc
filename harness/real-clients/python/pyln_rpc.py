"""pyln-client, as its README uses it: every call is a method of LightningRpc."""

import asyncio
import os
import sys

from pyln.client import LightningRpc

from session import serve

rpc = LightningRpc(sys.argv[1])


async def call(name, arguments):
    # It blocks; a thread for each call, as whoever waits for an invoice has one.
    return await asyncio.to_thread(getattr(rpc, name), **arguments)


asyncio.run(serve(call))
# Threads that still wait for an invoice do not keep the process.
os._exit(0)
