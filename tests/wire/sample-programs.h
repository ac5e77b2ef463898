/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

/*
 * A weather sensor: a manifest with a field of each kind (64 to 77) and a sensitive text (78), and programs
 * of both roles that use every operation. In the notation of diagnostic.h.
 */

#define SAMPLE_MANIFEST                                                                                     \
  "{0: 1, 1: 1, 2: \"Vendor\", 3: \"Model\", 8: [[0, 1, h'00'^16], [1, 1, h'00'^16]], "                     \
  "9: [[\"c.text\", 0], [\"c.number\", 1], [\"c.choice\", 2], [\"c.yes-no\", 3], [\"c.date\", 4], "         \
  "[\"c.secret\", 5], [\"c.place\", 6], [\"c.position\", 7], [\"c.owner\", 8], [\"c.name\", 9], "           \
  "[\"c.wifi\", 10], [\"c.key\", 11], [\"c.bytes\", 12], [\"c.list\", 13], [\"c.hidden\", 0, 1]]}"

/* Number of each step in front of it */
#define SAMPLE_ASSIST                                                                                       \
  "["                                                                                                       \
  /* 0 */ "[6, [\"Mount the sensor\", \"de\", \"Sensor montieren\"], true],"                                \
  /* 1 */ "[7, 0, 2, [66, {0: \"Mast\", 3: [\"Steel\", [\"Wood\", \"de\", \"Holz\"]], 4: 1}],"              \
  "            [65, {0: \"Height\", 1: 1, 2: 120, 4: 10, 5: \"In metres\", 6: true}]],"                     \
  /* 2 */ "[2, [1, [0, 66], 1],"                                                                            \
  /* 3 */ "  [[6, \"Use wood screws\"],"                                                                    \
  /* 4 */ "   [2, [10, 65], [[6, \"High\"]]]],"                                                             \
  /* 6 */ "  [[14], [6, \"Use clamps\"]]],"                                                                 \
  /* 8 */ "[1, [7, [10, 0], [4, [12, [0, 0]], 4]], \"Where is it?\"],"                                      \
  /* 9 */ "[9, 0, 2, 66],"                                                                                  \
  /* 10 */ "[10, 60, 5, 6, 67],"                                                                            \
  /* 11 */ "[11, 0, 5],"                                                                                    \
  /* 12 */ "[11],"                                                                                          \
  /* 13 */ "[0]"                                                                                            \
  "]"

#define SAMPLE_DEVICE                                                                                       \
  "["                                                                                                       \
  /* 0 */ "[15, 0, 2, 66],"                                                                                 \
  /* 1 */ "[16, 2, [], [67], \"Testing itself\"],"                                                          \
  /* 2 */ "[1, [0, 67], [\"The self-test failed\", \"de\", \"Selbsttest fehlgeschlagen\"]],"                \
  /* 3 */ "[17, 0, 2, [65, 600], [64, [11, \"sn-\", [0, 6], \"/\", [0, 66]]]],"                             \
  /* 4 */ "[18, 1, 5],"                                                                                     \
  /* 5 */ "[2, [5, [0, 66], 0], [[16, 70, [[0, 66], [13, [1, 2]]], []]]],"                                  \
  /* 7 */ "[20, 5, 6, 7, 67],"                                                                              \
  /* 8 */ "[22],"                                                                                           \
  /* 9 */ "[23],"                                                                                           \
  /* 10 */ "[0]"                                                                                            \
  "]"
