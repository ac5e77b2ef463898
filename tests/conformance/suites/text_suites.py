# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Clauses 2 to 4: CBOR, texts, payload and the text of a label."""

import random
import zlib

from enlist_format import cbor, file, ndef, payload, shape, text
from enlist_format.text import read as _read

from . import samples
from .suite import Suite


def _cbor_suite():
    suite = Suite('2.1', 'cbor', 'hex: bytes. result: the item in diagnostic notation (RFC 8949 section 8). '
                  'offset: where the refused item begins.',
                  lambda hex: cbor.diagnose(cbor.decode(bytes.fromhex(hex))))
    for name, digits in {
            'zero': '00',
            'the largest in one byte': '17',
            'the smallest in two bytes': '1818',
            'a byte': '18ff',
            'two bytes': '190100',
            'four bytes': '1a00010000',
            'eight bytes': '1b0000000100000000',
            'the largest unsigned integer': '1bffffffffffffffff',
            'minus one': '20',
            'the smallest 64-bit signed integer': '3b7fffffffffffffff',
            'an empty byte string': '40',
            'bytes': '43010203',
            'an empty text': '60',
            'a text': '6449455446',
            'a text with escapes': '62225c',
            'a text of two bytes a character': '62c3bc',
            'a text of four bytes a character': '64f0908591',
            'the last character of Unicode': '64f48fbfbf',
            'a text with a zero': '6100',
            'false': 'f4',
            'true': 'f5',
            'null': 'f6',
            'an empty array': '80',
            'an empty map': 'a0',
            'nested arrays': '8301820203820405',
            'keys in bytewise order': 'a3000118180220f6',
            'eight levels': '8181818181818180',
            'eight levels with maps': 'a100a100a100a100a100a100a100a0',
    }.items():
        suite.accept(name, hex=digits)
    suite.accept('1024 items', hex='9903ff' + '00' * 1023)
    suite.accept('1023 items in a map', hex='b901ff' + ''.join(cbor.encode(key).hex() + 'f6' for key in range(511)))
    for name, digits, error, offset in [
            ('nothing', '', 'truncated', 0),
            ('a head cut short', '1901', 'truncated', 0),
            ('a byte string cut short', '430102', 'truncated', 0),
            ('a text cut short', '6261', 'truncated', 0),
            ('an array cut short', '830102', 'truncated', 0),
            ('a map without its value', 'a101', 'truncated', 0),
            ('an inner array that leaves nothing for the outer', '82820001', 'truncated', 4),
            ('an array of 2^63 elements', '9b8000000000000000', 'truncated', 0),
            ('a map of 2^63 pairs', 'bb8000000000000000', 'truncated', 0),
            ('a second item', '0000', 'trailing', 1),
            ('a break after the item', '80ff', 'trailing', 1),
            ('24 in two bytes when one does', '1817', 'cbor', 0),
            ('255 in three bytes', '1900ff', 'cbor', 0),
            ('65535 in five bytes', '1a0000ffff', 'cbor', 0),
            ('a 32-bit value in nine bytes', '1b00000000ffffffff', 'cbor', 0),
            ('a negative integer that is not shortest', '3800', 'cbor', 0),
            ('a length that is not shortest', '580100', 'cbor', 0),
            ('an array count that is not shortest', '980100', 'cbor', 0),
            ('an argument of the reserved form 28', '1c', 'cbor', 0),
            ('a byte string of indefinite length', '5f4100ff', 'cbor', 0),
            ('a text of indefinite length', '7f6161ff', 'cbor', 0),
            ('an array of indefinite length', '9f00ff', 'cbor', 0),
            ('a map of indefinite length', 'bf0000ff', 'cbor', 0),
            ('a break alone', 'ff', 'cbor', 0),
            ('a tag', 'c11a514b67b0', 'cbor', 0),
            ('a tag inside an array', '8200c000', 'cbor', 2),
            ('half a float', 'f93c00', 'cbor', 0),
            ('a float', 'fa47c35000', 'cbor', 0),
            ('a double', 'fb3ff199999999999a', 'cbor', 0),
            ('undefined', 'f7', 'cbor', 0),
            ('another simple value', 'f0', 'cbor', 0),
            ('a simple value in two bytes', 'f8ff', 'cbor', 0),
            ('false in two bytes', 'f814', 'cbor', 0),
            ('keys out of order', 'a201000000', 'cbor', 3),
            ('a negative key before a positive one', 'a220000000', 'cbor', 3),
            ('a key twice', 'a200000000', 'cbor', 3),
            ('a text as a key', 'a1616100', 'cbor', 1),
            ('bytes as a key', 'a1410000', 'cbor', 1),
            ('a text cut short as a key', 'a16261', 'truncated', 1),
            ('null as a key', 'a1f600', 'cbor', 1),
            ('an array as a key', 'a18000', 'cbor', 1),
            ('a byte that begins no character', '61ff', 'cbor', 0),
            ('a continuation byte alone', '6180', 'cbor', 0),
            ('an overlong character', '62c080', 'cbor', 0),
            ('an overlong character of three bytes', '63e08080', 'cbor', 0),
            ('a surrogate', '63eda080', 'cbor', 0),
            ('beyond Unicode', '64f4908080', 'cbor', 0),
            ('a character cut short', '62e282', 'cbor', 0),
            ('a bad text inside', '820061ff', 'cbor', 2),
            ('nine levels', '818181818181818180', 'depth', 8),
            ('nine levels with a map', '8181818181818181a0', 'depth', 8),
            ('1025 items', '990400' + '00' * 1024, 'items', 1026),
            ('a fault before the 1025th item', '990400' + '00' * 1022 + 'ff00', 'cbor', 1025),
    ]:
        suite.refuse(name, error, offset=offset, hex=digits)
    return suite


def _texts_suite():
    def evaluate(hex, language):
        return shape.choose_text(shape.texts(cbor.decode(bytes.fromhex(hex))), language)

    suite = Suite('2.4', 'texts', 'hex: an item that should be texts; language: the reader\'s. result: the text to '
                  'show.', evaluate)
    three = cbor.encode(['Height', 'de', 'Höhe', 'pt-BR', 'Altura', 'pt', 'Altura (m)'])
    for name, language in [('the language itself', 'de'), ('the same primary language', 'de-AT'),
                           ('the tag itself before the primary language', 'pt'),
                           ('the first of two with the same primary language', 'pt-PT'),
                           ('the case of a tag', 'PT-br'), ('another language', 'fr'), ('English', 'en-GB')]:
        suite.accept(name, hex=three, language=language)
    suite.accept('a text alone', hex=cbor.encode('Height'), language='de')
    suite.accept('an array of one', hex=cbor.encode(['Height']), language='de')
    suite.accept('markup is text', hex=cbor.encode('<b>&amp;</b>'), language='en')
    suite.refuse('an empty array', 'type', hex=b'\x80', language='en')
    suite.refuse('a tag without its text', 'type', hex=cbor.encode(['Height', 'de']), language='en')
    suite.refuse('a number', 'type', hex=cbor.encode(1), language='en')
    suite.refuse('a number among the texts', 'type', hex=cbor.encode(['Height', 'de', 1]), language='en')
    suite.refuse('null', 'type', hex=cbor.encode(None), language='en')
    return suite


def _payload_suite():
    def evaluate(hex):
        data = payload.inflate(bytes.fromhex(hex))
        return {'size': len(data), 'head': data[:32].hex(), 'crc32': zlib.crc32(data)}

    suite = Suite('3', 'payload', 'hex: a payload. result: size, first 32 bytes and CRC-32 (RFC 1952) of what it '
                  'inflates to. Depends on the dictionary.', evaluate)
    packed = payload.deflate(samples.LABEL)
    noise = random.Random(1).randbytes(300)
    suite.accept('a label', hex=packed)
    suite.accept('a label, deflated for speed', hex=payload.deflate(samples.LABEL, level=1))
    suite.accept('a label, stored', hex=payload.deflate(samples.LABEL, level=0))
    suite.accept('bytes that do not deflate', hex=payload.deflate(noise))
    suite.accept('the dictionary itself', hex=payload.deflate(payload.DICTIONARY))
    suite.accept('nothing inside', hex=payload.deflate(b''))
    suite.accept('16384 bytes', hex=payload.deflate(bytes(16384)))
    suite.refuse('16385 bytes', 'too-large', hex=payload.deflate(bytes(16385)))
    suite.refuse('a deflate bomb', 'too-large', hex=payload.deflate(bytes(10_000_000)))
    suite.refuse('nothing', 'truncated', hex=b'')
    suite.refuse('the format byte alone', 'truncated', hex=b'\x01')
    suite.refuse('the last byte missing', 'truncated', hex=packed[:-1])
    suite.refuse('half of it', 'truncated', hex=packed[:len(packed) // 2])
    suite.refuse('a byte behind the stream', 'trailing', hex=packed + b'\0')
    suite.refuse('the format byte of a newer version', 'version', hex=b'\x02' + packed[1:])
    suite.refuse('format byte zero', 'version', hex=b'\0' + packed[1:])
    suite.refuse('a block of the reserved type', 'inflate', hex=b'\x01\x07')
    suite.refuse('a stored block whose length is damaged', 'inflate', hex=b'\x01\x01\x01\x00\x00\x00A')
    suite.refuse('a distance before the dictionary', 'inflate', hex=_too_far())
    return suite


def _too_far():
    """A fixed-Huffman block whose first symbol copies 3 bytes from a distance of 24577, before any dictionary."""
    bits = '1' + '10' + '0000001' + '11101' + '0' * 13
    bits += '0' * (-len(bits) % 8)
    return b'\x01' + bytes(int(bits[start:start + 8][::-1], 2) for start in range(0, len(bits), 8))


def _whole_suite():
    def evaluate(text):
        kind, value = _read(text)
        return {'kind': kind, 'payload': value.hex()}

    suite = Suite('4.1', 'whole', 'text: what was scanned. result: the payload.', evaluate)
    packed = payload.deflate(samples.LABEL)
    whole = text.encode_whole(packed)
    suite.accept('a label', text=whole)
    suite.accept('white space around it', text=f' \t{whole}\r\n')
    suite.accept('the prefix in lower case', text='en1:' + whole[4:])
    suite.accept('the example of RFC 9285', text='EN1:QED8WEX0')
    suite.accept('one byte', text='EN1:U5')
    suite.refuse('the largest group and one more', 'base45', text='EN1:GGX')
    suite.accept('the largest group', text='EN1:FGW')
    suite.refuse('a group of two beyond a byte', 'base45', text='EN1:V5')
    suite.refuse('a group of one', 'base45', text='EN1:QED8')
    suite.refuse('a character outside the alphabet', 'base45', text='EN1:QE_8WEX0')
    suite.refuse('the body in lower case', 'base45', text='EN1:qed8wex0')
    suite.refuse('a character outside ASCII', 'base45', text='EN1:QÉD')
    suite.refuse('nothing behind the prefix', 'truncated', text='EN1:')
    suite.refuse('a newer version', 'version', text='EN2:QED8WEX0')
    suite.refuse('another text', 'not-label', text='https://example.com/')
    suite.refuse('an empty text', 'not-label', text='')
    suite.refuse('the prefix without its colon', 'not-label', text='EN1')
    return suite


def _parts_suite():
    def evaluate(texts):
        collection = text.Collection()
        for scanned in texts:
            collection.add(text.read(scanned)[1])
        return {'payload': collection.payload().hex()}

    suite = Suite('4.2', 'parts', 'texts: codes in the order they are read. result: the payload; the error is that of '
                  'the first code which is refused, or of joining them.', evaluate, crypto=True)
    packed = payload.deflate(samples.LABEL)
    four = text.encode_parts(packed, 4)
    other = text.encode_parts(packed + b'\0', 4)
    short = text.encode_parts(bytes(range(64)), 16)
    suite.accept('in order', texts=four)
    suite.accept('in any order', texts=[four[2], four[0], four[3], four[1]])
    suite.accept('repeatedly', texts=[four[1], four[1], four[0], four[3], four[1], four[2], four[0]])
    suite.accept('two', texts=text.encode_parts(packed, 2))
    suite.accept('sixteen', texts=short)
    suite.accept('the prefix in lower case', texts=['en1.' + code[4:] for code in text.encode_parts(packed, 2)])
    suite.accept('slices of different sizes', texts=_uneven(packed))
    suite.refuse('none', 'incomplete', texts=[])
    suite.refuse('one missing', 'incomplete', texts=four[:3])
    suite.refuse('another label among them', 'other-set', texts=[four[0], other[1]])
    suite.refuse('the same set of another count', 'other-set', texts=[four[0], text.encode_parts(packed, 3)[1]])
    suite.refuse('two different slices of one number', 'other-set',
                 texts=[four[0], four[0].partition(':')[0] + ':' + four[1].partition(':')[2]])
    suite.refuse('a slice that does not belong', 'set-hash',
                 texts=four[:3] + [four[3].partition(':')[0] + ':QED8WEX0'])
    body = ':QED8WEX0'
    for name, header in [('number zero', '0/2.00000000'), ('a number beyond the count', '3/2.00000000'),
                         ('one of one', '1/1.00000000'), ('seventeen', '1/17.00000000'),
                         ('a leading zero', '01/2.00000000'), ('a leading zero in the count', '1/02.00000000'),
                         ('a set of seven digits', '1/2.0000000'), ('a set of nine digits', '1/2.000000000'),
                         ('a set in lower case', '1/2.abcdef01'), ('no set', '1/2'), ('no count', '1.00000000'),
                         ('a sign', '+1/2.00000000'), ('a number beyond 64 bits', '18446744073709551617/2.00000000')]:
        suite.refuse(name, 'range', texts=['EN1.' + header + body])
    suite.refuse('nothing behind the colon', 'truncated', texts=['EN1.1/2.00000000:'])
    suite.refuse('a part of a newer version', 'version', texts=['EN2.1/2.00000000' + body])
    suite.refuse('a body that is not Base45', 'base45', texts=['EN1.1/2.00000000:qed'])
    return suite


def _uneven(packed):
    """Slices may have any sizes: only their order counts."""
    codes = text.encode_parts(packed, 2)
    headers = [code.partition(':')[0] for code in codes]
    return [headers[0] + ':' + text.encode_base45(packed[:5]), headers[1] + ':' + text.encode_base45(packed[5:])]


def _uri_suite():
    suite = Suite('4.3', 'uri', 'text: a URI. result: the payload.', lambda text: {'payload': _read(text)[1].hex()})
    packed = payload.deflate(samples.LABEL)
    suite.accept('a label', text=text.encode_uri(packed))
    for size in (1, 2, 3):
        suite.accept(f'{size} bytes', text=text.encode_uri(b'\xfb\xff\xfe'[:size]))
    suite.accept('white space around it', text=' ' + text.encode_uri(packed) + '\n')
    suite.accept('the scheme in capitals', text='ENLIST:AQ')
    suite.refuse('padding', 'base45', text='enlist:AQ==')
    suite.refuse('the other alphabet', 'base45', text='enlist:+/8A')
    suite.refuse('a character outside the alphabet', 'base45', text='enlist:AQ A')
    suite.refuse('one character too many', 'base45', text='enlist:AQIDA')
    suite.refuse('bits that are not zero', 'base45', text='enlist:AR')
    suite.refuse('nothing behind the scheme', 'truncated', text='enlist:')
    return suite


def _card_suite():
    def evaluate(text):
        name, key = _read(text)[1]
        return {'name': name, 'key': key.hex()}

    suite = Suite('4.5', 'publisher-card', 'text: a publisher card. result: its name and key.', evaluate)
    key = samples.PUBLISHER.public

    def card(item):
        return 'ENP1:' + text.encode_base45(cbor.encode(item))

    suite.accept('a card', text=card([1, 'Example Meters', key]))
    suite.accept('the prefix in lower case', text='enp1:' + card([1, 'Example Meters', key])[5:])
    suite.accept('a name of 64 bytes', text=card([1, 'ü' * 32, key]))
    suite.refuse('a name of 65 bytes', 'range', text=card([1, 'ü' * 32 + 'x', key]))
    suite.refuse('an empty name', 'range', text=card([1, '', key]))
    suite.refuse('a short key', 'range', text=card([1, 'Example Meters', key[:31]]))
    suite.refuse('a newer version', 'version', text=card([2, 'Example Meters', key]))
    suite.refuse('version 0', 'range', text=card([0, 'Example Meters', key]))
    suite.refuse('a fourth element', 'type', text=card([1, 'Example Meters', key, 1]))
    suite.refuse('a key as text', 'type', text=card([1, 'Example Meters', 'x' * 32]))
    suite.refuse('bytes behind it', 'trailing',
                 text='ENP1:' + text.encode_base45(cbor.encode([1, 'Example Meters', key]) + b'\0'))
    suite.refuse('a body that is not Base45', 'base45', text='ENP1:qed')
    suite.refuse('nothing behind the prefix', 'truncated', text='ENP1:')
    return suite


def _file_suite():
    suite = Suite('4.6', 'file', 'hex: the bytes of a file. result: the payload.',
                  lambda hex: {'payload': file.read(bytes.fromhex(hex)).hex()}, crypto=True)
    packed = payload.deflate(samples.LABEL)
    other = payload.deflate(cbor.encode([*samples.LABEL_ITEM[:1], None, *samples.LABEL_ITEM[2:]]))
    whole, uri = text.encode_whole(packed), text.encode_uri(packed)
    four, two = text.encode_parts(packed, 4), text.encode_parts(other, 2)
    suite.accept('a file', hex=file.write(packed))
    suite.accept('the payload alone', hex=packed)
    for name, content in [
            ('a text', whole), ('a text and a line break', whole + '\n'), ('a URI', uri), ('a URI in capitals', 'ENLIST' + uri[6:]),
            ('a text in lower case', 'en1' + whole[3:]), ('empty lines around a text', f'\n \t\n{whole}\r\n\n'),
            ('a text in parts', '\n'.join(four)), ('parts in any order, some again', '\r\n'.join([*four[1:], *four])),
            ('parts of two labels', '\n'.join([two[0], *four, two[1]])), ('the first of two labels', f'{whole}\n{text.encode_whole(other)}'),
    ]:
        suite.accept(name, hex=content.encode('utf-8'))
    for name, error, content in [
            ('no bytes', 'not-label', b''),
            ('ENL alone', 'truncated', b'ENL'),
            ('a file of a newer version', 'version', b'ENL\2' + packed[1:]),
            ('EN alone', 'not-label', b'EN'),
            ('enl in lower case', 'not-label', b'enl' + packed),
            ('white space', 'not-label', b' \n\n'),
            ('another text', 'not-label', b'https://example.com/\n'),
            ('another text before a label', 'not-label', b'# a label\n' + whole.encode('ascii')),
            ('a text that is not UTF-8', 'not-label', b'\xff\xfe'),
            ('a publisher card', 'not-label', text.encode_publisher_card('x', bytes(32)).encode('ascii')),
            ('a text of a newer version', 'version', b'EN2:QED8WEX0'),
            ('a damaged text', 'base45', b'EN1:QE_8'),
            ('a part missing', 'incomplete', '\n'.join(four[:3]).encode('ascii')),
            ('parts of two labels, none complete', 'incomplete', '\n'.join([*four[:3], two[0]]).encode('ascii')),
    ]:
        suite.refuse(name, error, hex=content)
    return suite


def _ndef_suite():
    suite = Suite('4.7', 'ndef', 'hex: an NDEF message. result: the payload.',
                  lambda hex: {'payload': ndef.read(bytes.fromhex(hex)).hex()})
    packed = payload.deflate(samples.LABEL)
    short = b'\1abc'

    def record(flags, kind, content, *, long=False, identifier=None):
        head = bytes([flags | (0 if long else ndef.SHORT) | (0 if identifier is None else ndef.WITH_ID), len(kind)])
        size = len(content).to_bytes(4 if long else 1, 'big')
        named = b'' if identifier is None else bytes([len(identifier)])
        return head + size + named + kind + (identifier or b'') + content

    begin, end, only = ndef.BEGIN, ndef.END, ndef.BEGIN | ndef.END
    media, well_known, kind = ndef.MEDIA, ndef.WELL_KNOWN, ndef.MEDIA_TYPE
    uri = b'\0' + text.encode_uri(short).encode('ascii')
    web = record(begin | well_known, b'U', b'\4example.com/')
    for name, data in [
            ('a label', ndef.write(packed)),
            ('a short record', ndef.write(short)),
            ('a short payload in a long record', record(only | media, kind, short, long=True)),
            ('255 bytes', ndef.write(bytes(range(1, 256)))),
            ('256 bytes', ndef.write(bytes([1, *range(255)]))),
            ('a label behind a web address', web + record(end | media, kind, short)),
            ('the first of two labels', record(begin | media, kind, short) + record(end | media, kind, b'\1xyz')),
            ('a label behind a URI', record(begin | well_known, b'U', b'\0enlist:AQI') + record(end | media, kind, short)),
            ('a URI', record(only | well_known, b'U', uri)),
            ('a URI in capitals', record(only | well_known, b'U', b'\0ENLIST' + uri[7:])),
            ('a URI behind a web address', web + record(end | well_known, b'U', uri)),
            ('a URI behind a text', record(begin | well_known, b'T', b'\2enx') + record(end | well_known, b'U', uri)),
            ('an empty record before', record(begin, b'', b'') + record(end | media, kind, short)),
            ('a record with id before', record(begin | media, b'text/plain', b'x', identifier=b'id') + record(end | media, kind, short)),
            ('16448 bytes', record(begin | media, b'text/plain', bytes(16448 - 16 - 33), long=True)
             + _label_record(kind)),
    ]:
        suite.accept(name, hex=data)
    for name, error, data in [
            ('no bytes', 'truncated', b''),
            ('a head cut short', 'truncated', ndef.write(short)[:2]),
            ('a type cut short', 'truncated', ndef.write(short)[:10]),
            ('a payload cut short', 'truncated', ndef.write(short)[:-1]),
            ('a message without its last record', 'truncated', record(begin | media, kind, short)),
            ('bytes behind it', 'trailing', ndef.write(short) + b'\0'),
            ('a second message', 'trailing', ndef.write(short) * 2),
            ('no begin', 'range', record(end | media, kind, short)),
            ('a second begin', 'range', web + record(only | media, kind, short)),
            ('a chunk', 'range', record(begin | ndef.CHUNK | media, kind, short) + record(end | 6, b'', short)),
            ('the end of a chunk alone', 'range', record(only | 6, b'', short)),
            ('an empty record with a type', 'range', record(only, kind, b'')),
            ('another media type', 'not-label', record(only | media, b'text/plain', short)),
            ('the type in the reserved type name format', 'not-label', record(only | 7, kind, short)),
            ('the type as an external type', 'not-label', record(only | 4, kind, short)),
            ('the type as a well-known type', 'not-label', record(only | well_known, kind, short)),
            ('a web address', 'not-label', record(only | well_known, b'U', b'\4example.com/')),
            ('an abbreviated URI', 'not-label', record(only | well_known, b'U', b'\4' + uri[1:])),
            ('an empty message', 'not-label', record(only, b'', b'')),
            ('a URI that is not base64url', 'base45', record(only | well_known, b'U', b'\0enlist:AR')),
            ('16449 bytes', 'too-large', record(begin | media, b'text/plain', bytes(16449 - 16 - 33), long=True) + _label_record(kind)),
    ]:
        suite.refuse(name, error, hex=data)
    return suite


def _label_record(kind):
    """A last record of 33 bytes."""
    return bytes([ndef.END | ndef.SHORT | ndef.MEDIA, len(kind), 2]) + kind + b'\1x'


def suites():
    return [_cbor_suite(), _texts_suite(), _payload_suite(), _whole_suite(), _parts_suite(), _uri_suite(),
            _card_suite(), _file_suite(), _ndef_suite()]
