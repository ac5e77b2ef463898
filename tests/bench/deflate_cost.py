# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What every byte of a deflated text costs: a small inflate (RFC 1951) that keeps account of bits."""

LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]
LENGTH_EXTRA = [0] * 8 + [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4 + [5] * 4 + [0]
DISTANCE_BASE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
                 8193, 12289, 16385, 24577]
DISTANCE_EXTRA = [0, 0, 0, 0] + [bits for bits in range(1, 14) for _ in range(2)]
ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]


def _codes(lengths):
    """{(length, code): symbol}"""
    codes, code = {}, 0
    for length in range(1, 16):
        for symbol, own in enumerate(lengths):
            if own == length:
                codes[length, code] = symbol
                code += 1
        code <<= 1
    return codes


class CostedInflate:
    """data: what came out; bits[i]: what byte i cost; overhead: bits for heads of blocks and their ends."""

    def __init__(self, compressed, dictionary=b''):
        self._input = compressed
        self._position = 0
        self._window = bytearray(dictionary)
        self.bits = []
        self.matches = []
        self.overhead = 0
        last = False
        while not last:
            start = self._position
            last, kind = self._take(1), self._take(2)
            {0: self._stored, 1: self._fixed, 2: self._dynamic}[kind](start)
        self.overhead += -self._position % 8
        self.data = bytes(self._window[len(dictionary):])

    def _take(self, count):
        value = 0
        for index in range(count):
            value |= (self._input[self._position >> 3] >> (self._position & 7) & 1) << index
            self._position += 1
        return value

    def _symbol(self, codes):
        code, length = 0, 0
        while True:
            code, length = code << 1 | self._take(1), length + 1
            if (length, code) in codes:
                return codes[length, code]

    def _stored(self, start):
        self._position += -self._position % 8
        size = self._take(16)
        self._take(16)
        self.overhead += self._position - start
        for _ in range(size):
            self._window.append(self._take(8))
            self.bits.append(8)

    def _fixed(self, start):
        self.overhead += self._position - start
        self._block(_codes([8] * 144 + [9] * 112 + [7] * 24 + [8] * 8), _codes([5] * 30))

    def _dynamic(self, start):
        literals, distances, count = 257 + self._take(5), 1 + self._take(5), 4 + self._take(4)
        lengths = [0] * 19
        for index in range(count):
            lengths[ORDER[index]] = self._take(3)
        codes, lengths = _codes(lengths), []
        while len(lengths) < literals + distances:
            symbol = self._symbol(codes)
            if symbol < 16:
                lengths.append(symbol)
            elif symbol == 16:
                lengths += lengths[-1:] * (3 + self._take(2))
            else:
                lengths += [0] * (3 + self._take(3) if symbol == 17 else 11 + self._take(7))
        self.overhead += self._position - start
        self._block(_codes(lengths[:literals]), _codes(lengths[literals:]))

    def _block(self, literals, distances):
        while True:
            start = self._position
            symbol = self._symbol(literals)
            if symbol == 256:
                self.overhead += self._position - start
                return
            if symbol < 256:
                self._window.append(symbol)
                self.bits.append(self._position - start)
                continue
            length = LENGTH_BASE[symbol - 257] + self._take(LENGTH_EXTRA[symbol - 257])
            symbol = self._symbol(distances)
            distance = DISTANCE_BASE[symbol] + self._take(DISTANCE_EXTRA[symbol])
            self.matches.append((len(self.bits), length, distance))
            for _ in range(length):
                self._window.append(self._window[-distance])
            self.bits += [(self._position - start) / length] * length
