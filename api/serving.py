"""The HTTP server, as every process of the service runs it."""

import socket

import uvicorn


class Server(uvicorn.Server):
    """Ends streams before it ends, since it waits for all answers."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, however it was told to."""
        state = self.config.app.state  # type: ignore[union-attr]
        state.streams.end()
        state.live_lists.end()
        await super().shutdown(sockets)
