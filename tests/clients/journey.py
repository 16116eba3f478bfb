"""An officer's flag, sent and confirmed by a client that was generated from the description: python journey.py BASE PHOTO.jpg

The client lies in the folder that PYTHONPATH names, as the generator made it."""
import hashlib
import io
import sys
import time
import uuid

from client import Client
from client.api.flags import confirm_flag, find_flag, list_flags, put_flag
from client.api.photos import put_photo
from client.api.session import create_session, find_session
from client.models import Credentials, DisplayKind, FlagStatus, LocationClass, NewFlag, Position, PositionSource, Problem, Receipt, StateCode
from client.types import File

base, photo = sys.argv[1:3]


def signed_in(username: str) -> Client:
    client = Client(base_url=base)
    answer = create_session.sync_detailed(client=client, body=Credentials(username=username, password="bienpho-demo"))
    assert answer.status_code == 204, answer
    me = find_session.sync(client=client)
    assert me is not None and not isinstance(me, Problem) and me.username == username, me
    return client


officer, reviewer = signed_in("canbo"), signed_in("phutrach")
# A picture of its own: a comment at its end doesn't change what it shows.
picture = open(photo, "rb").read() + uuid.uuid4().bytes
sha256 = hashlib.sha256(picture).hexdigest()
sent = put_photo.sync_detailed(sha256, client=officer, body=File(payload=io.BytesIO(picture)))
assert sent.status_code in (200, 201), sent

flag = uuid.uuid4()
now = int(time.time() * 1000)
form = NewFlag(
    position=Position(lon=105.85366, lat=21.02862, accuracy_m=9.0, source=PositionSource.GPS, fixed_at=now - 1000),
    street="Đinh Tiên Hoàng",
    recorded_at=now,
    kind=DisplayKind.BANNER_HORIZONTAL,
    location_class=LocationClass.TREE_OR_POLE,
    grounds=["G05"],
    photos=[sha256],
)
receipt = put_flag.sync(flag, client=officer, body=form)
assert isinstance(receipt, Receipt) and receipt.id == flag and receipt.photos == [sha256], receipt
again = put_flag.sync(flag, client=officer, body=form)
assert again == receipt, again

mine = list_flags.sync(client=officer, mine=True, limit=1000, status=[StateCode.RECORDED])
assert mine is not None and not isinstance(mine, Problem) and flag in [one.id for one in mine.items]
refused = confirm_flag.sync(flag, client=officer)
assert isinstance(refused, Problem) and refused.code == "forbidden", refused
confirmed = confirm_flag.sync(flag, client=reviewer)
assert not isinstance(confirmed, Problem) and confirmed.status == FlagStatus.CONFIRMED, confirmed
late = confirm_flag.sync(flag, client=reviewer)
assert isinstance(late, Problem) and (late.code, late.present) == ("transition_refused", "confirmed"), late
unknown = find_flag.sync(uuid.uuid4(), client=reviewer)
assert isinstance(unknown, Problem) and unknown.code == "not_found", unknown
