"""An entry as a vCard 3.0 (RFC 2426), which every address book reads."""

from __future__ import annotations

import vobject

from cms.directory.models import Entry


def vcard_of(entry: Entry, url: str) -> str:
    card = vobject.vCard()
    card.add("fn").value = entry.name
    first, _space, last = entry.name.partition(" ") if entry.is_person else ("", "", entry.name)
    card.add("n").value = vobject.vcard.Name(family=last, given=first)
    card.add("org").value = [entry.town.name if entry.is_person else entry.name]
    if entry.function:
        card.add("title").value = entry.function
    if entry.phone:
        phone = card.add("tel")
        phone.value, phone.type_param = entry.phone, "WORK"
    if entry.email:
        card.add("email").value = entry.email
    if entry.address:
        address = card.add("adr")
        address.value = vobject.vcard.Address(
            street=entry.address, code=entry.postcode, city=entry.city, country="France"
        )
        address.type_param = "WORK"
    if entry.latitude is not None:
        card.add("geo").value = f"{entry.latitude};{entry.longitude}"
    card.add("url").value = entry.website or url
    text: str = card.serialize()
    return text
