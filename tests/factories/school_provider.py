"""A small sign-in service of a school (OpenID Connect) for tests: a real server here, whose answers can lie."""

import base64
import contextlib
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "mobilize", "a long secret of the test, and of nothing else"


class Provider:
    """``lies`` change what its tokens say; ``key`` signs them, ``shown`` is the key that it tells everybody.

    ``drips``: it says so many spaces before each answer, one every tenth of a second. ``asked`` counts questions.
    """

    def __init__(self) -> None:
        self.key = self.shown = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.lies: dict = {}
        self.algorithm = "RS256"
        self.codes: dict[str, dict] = {}
        self.calls_itself = ""
        self.drips = self.asked = 0
        outer = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self):
                self.tell(outer.get(self.path))

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.tell(outer.token({name: values[0] for name, values in parse_qs(body).items()}))

            def tell(self, words):
                self.send_response(200 if words is not None else 400)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                outer.asked += 1
                with contextlib.suppress(OSError):  # whoever asked may have left
                    for _ in range(outer.drips):
                        self.wfile.write(b" ")
                        time.sleep(0.1)
                    self.wfile.write(json.dumps(words).encode())

            def log_message(self, *_args):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def get(self, path: str) -> dict | None:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.calls_itself or self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        if path == "/keys":
            shown = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.shown.public_key()))
            return {"keys": [{**shown, "kid": "1", "use": "sig", "alg": "RS256"}]}
        return None

    def authorize(self, address: str, *, subject: str, **claims) -> str:
        """Do what a person does there, and return the address to which they are sent back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (
            CLIENT,
            "code",
            "S256",
        )
        code = f"code-{len(self.codes)}"
        self.codes[code] = {**asked, "sub": subject, **claims}
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={code}&state={asked['state']}"

    def token(self, sent: dict) -> dict | None:
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or (sent["client_id"], sent["client_secret"]) != (CLIENT, SECRET):
            return None
        hashed = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        if challenge != asked.pop("code_challenge") or sent["redirect_uri"] != asked["redirect_uri"]:
            return None
        said = {"iss": self.issuer, "aud": CLIENT, "iat": time.time(), "exp": time.time() + 300, **asked}
        said |= self.lies
        signed_by = {"RS256": self.key, "HS256": SECRET, "none": None}[self.algorithm]
        return {"id_token": jwt.encode(said, signed_by, algorithm=self.algorithm, headers={"kid": "1"})}
