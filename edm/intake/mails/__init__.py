"""Reading of mails: bytes in, `edm.intake.message.Message` out, and three judgements. Knows no database.

`reading.message_read` is the entrance; `automatic`, `danger` and `institutional` each hold one judgement.
Nothing here raises, whatever the bytes, and everything takes a time in proportion to their length.
"""
