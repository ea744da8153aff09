"""A client of clangd: what an editor shows of a file."""

import json
import subprocess
from pathlib import Path


class Clangd:
    """One clangd, for files that it is given, which are compiled with `flags` in `folder`."""

    def __init__(self, program, folder, flags):
        self.folder = Path(folder)
        (self.folder / "compile_flags.txt").write_text("\n".join(["-ferror-limit=0", *flags]) + "\n")
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

    def diagnostics(self, name, text):
        """Opens a file; the lines that have errors, from 1, each with its messages."""
        file = self.folder / name
        file.write_text(text)
        self.notify("textDocument/didOpen",
                    {"textDocument": {"uri": file.as_uri(), "languageId": "cpp", "version": 1, "text": text}})
        while True:
            answer = self.receive()
            if answer.get("method") == "textDocument/publishDiagnostics" and answer["params"]["uri"] == file.as_uri():
                break
        found = {}
        for each in answer["params"]["diagnostics"]:
            if each["severity"] == 1:
                found.setdefault(each["range"]["start"]["line"] + 1, []).append(each["message"])
        return found

    def completions(self, name, line, column):
        """What is offered at a place of a file that is open, both from 0."""
        answer = self.request("textDocument/completion", {
            "textDocument": {"uri": (self.folder / name).as_uri()}, "position": {"line": line, "character": column}})
        return answer["items"]

    def end(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait()
