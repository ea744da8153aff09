"""A client of clangd: what an editor shows of a file."""

import json
import subprocess
from pathlib import Path


class Clangd:
    """One clangd, for files in `folder`, which are compiled with `flags`."""

    def __init__(self, program, folder, flags):
        self.folder = Path(folder)
        commands = [{"directory": str(self.folder), "file": str(self.folder / name), "arguments": ["clang++", *flags, name]}
                    for name in ("probe.cpp",)]
        (self.folder / "compile_commands.json").write_text(json.dumps(commands))
        self.process = subprocess.Popen(
            [program, "--background-index=false", "--clang-tidy=false", "--log=error", "-j=1", "--limit-results=0"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.next_id = 0
        self.request("initialize", {"processId": None, "rootUri": self.folder.as_uri(), "capabilities": {}})
        self.notify("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while (line := self.process.stdout.readline().strip()):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise RuntimeError("clangd has ended")
        return json.loads(self.process.stdout.read(length))

    def notify(self, method, parameters):
        self.send({"method": method, "params": parameters})

    def request(self, method, parameters):
        self.next_id += 1
        self.send({"id": self.next_id, "method": method, "params": parameters})
        while (answer := self.receive()).get("id") != self.next_id:
            pass
        return answer.get("result")

    def diagnostics(self, text):
        """The lines that have errors, from 1, each with its messages."""
        file = self.folder / "probe.cpp"
        file.write_text(text)
        self.notify("textDocument/didOpen",
                    {"textDocument": {"uri": file.as_uri(), "languageId": "cpp", "version": 1, "text": text}})
        while (answer := self.receive()).get("method") != "textDocument/publishDiagnostics":
            pass
        found = {}
        for each in answer["params"]["diagnostics"]:
            if each["severity"] == 1:
                found.setdefault(each["range"]["start"]["line"] + 1, []).append(each["message"])
        return found

    def completions(self, line, column):
        """What is offered at a place of the file that is open, both from 0."""
        answer = self.request("textDocument/completion", {
            "textDocument": {"uri": (self.folder / "probe.cpp").as_uri()}, "position": {"line": line, "character": column}})
        return answer["items"]

    def close(self):
        self.notify("textDocument/didClose", {"textDocument": {"uri": (self.folder / "probe.cpp").as_uri()}})

    def end(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait()
