"""The AWS CLI, loaded once: most of a call is spent on loading it, and the tests make some two hundred.

    python aws.py SOCKET PROGRAM    writes PROGRAM, which is called as `aws` is, and serves it until it is ended

Each call is a process of its own, with the arguments, the environment, the folder and the files of whoever called. Knows no
command of the CLI.
"""

import marshal
import os
import signal
import socket
import sys
import traceback

BEFORE = dict(os.environ)

import awscli.clidriver
from botocore.loaders import JSONFileLoader

# Where its own data are, it tells itself by a variable.
ITS_OWN = {name: value for name, value in os.environ.items() if BEFORE.get(name) != value}

PROGRAM = """#!{python} -IS
import marshal, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({socket!r})
    socket.send_fds(server, [b"!"], [0, 1, 2])
    server.sendall(marshal.dumps((sys.argv[1:], dict(os.environ), os.getcwd())))
    server.shutdown(socket.SHUT_WR)
    sys.exit(int(server.recv(8) or b"255"))
"""


def main(path, program):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen(64)
        warm()
        with open(program + ".new", "w") as file:
            file.write(PROGRAM.format(python=sys.executable, socket=path))
            os.fchmod(file.fileno(), 0o755)
        os.rename(program + ".new", program)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            caller, _ = server.accept()
            if os.fork() == 0:
                server.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                answer(caller)
            caller.close()


def warm():
    """Loads what every call would load. What a call changes of it, it changes for itself."""
    load, loaded = JSONFileLoader.load_file, {}

    def load_once(self, path):
        if path not in loaded:
            loaded[path] = load(self, path)
        return loaded[path]

    JSONFileLoader.load_file = load_once
    session = awscli.clidriver.create_clidriver().session
    for service in ["iam", "route53", "ses", "sesv2", "sts"]:
        session.create_client(service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")


def answer(caller):
    code = 255
    try:
        _, files, _, _ = socket.recv_fds(caller, 1, 3)
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        with caller.makefile("rb") as message:
            arguments, environment, folder = marshal.load(message)
        os.environ.clear()
        os.environ.update(ITS_OWN)
        os.environ.update(environment)
        os.chdir(folder)
        sys.argv = ["aws", *arguments]
        code = awscli.clidriver.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 255
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        caller.sendall(str(code).encode())
        os._exit(0)


main(*sys.argv[1:])
