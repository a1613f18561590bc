"""The funding sources of LNbits, as LNbits makes and uses them: settings, a class, and its methods."""

import asyncio

import lnbits.wallets
from lnbits.settings import settings

from session import emit, serve


async def main():
    wallets = {}
    followers = {}

    async def follow(name):
        async for paid in wallets[name].paid_invoices_stream():
            emit({"event": [name, paid]})

    async def call(name, arguments):
        if name == "open":
            for key, value in arguments["settings"].items():
                setattr(settings, key, value)
            wallets[arguments["name"]] = getattr(lnbits.wallets, arguments["class"])()
            return None
        wallet = arguments.pop("wallet")
        if name == "follow":
            followers[wallet] = asyncio.create_task(follow(wallet))
            return None
        if name == "close":
            if wallet in followers:
                followers.pop(wallet).cancel()
            await wallets.pop(wallet).cleanup()
            return None
        said = await getattr(wallets[wallet], name)(**arguments)
        # Named tuples; their subclasses set fields as attributes of the class, which is what LNbits reads.
        return {field: getattr(said, field) for field in said._fields}

    await serve(call)


asyncio.run(main())
