/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "notation.h"
#include "state.h"
#include "test.h"

/* docs/device.md, "State" */

#define SESSION "3: h'00112233445566778899aabbccddeeff', 4: h'0011223344556677'"
#define HASH "h'000102030405060708090a0b0c0d0e0f'"
#define PART "[3, \"text/plain\", 5, " HASH "]"
#define FOUR PART ", " PART ", " PART ", " PART
#define PARTS FOUR ", " FOUR ", " FOUR ", " FOUR ", " PART /* one too many */
#define KEY "h'3333333333333333333333333333333333333333333333333333333333333333'"

static EnlistStatus
read_notation (const char *text, EnlistState *state)
{
  static uint8_t buffer[2048];

  test_context ("%s", text);

  return enlist_state_read (notation (buffer, sizeof buffer, text), state);
}

static void
test_empty (void)
{
  EnlistState state;

  CHECK_STATUS (enlist_state_read (enlist_slice (NULL, 0), &state), ENLIST_OK);
  CHECK (!state.owned);
  CHECK (state.session == NULL);
  CHECK_NUMBER (enlist_state_floor (&state, (const uint8_t *) "12345678"), 0);
}

static void
test_contents (void)
{
  EnlistState state;
  EnlistStateIterator iterator;
  EnlistSetting setting;
  EnlistStateKey key;

  CHECK_STATUS (read_notation ("{0: 1, 1: true, 2: [\"Works\", " KEY "], " SESSION ","
                               " 6: [[h'0102030405060708', 5], [h'1112131415161718', 9]],"
                               " 7: {3: [\"name\", \"north\", false], 4: [\"wifi\", [\"a\", null], true]},"
                               " 8: [[5, \"device.key\", 1, " KEY ", " KEY "]]}",
                               &state),
                ENLIST_OK);
  CHECK (state.owned);
  CHECK (enlist_slice_equal (state.owner_name, enlist_slice_text ("Works")));
  CHECK_NUMBER (enlist_state_floor (&state, (const uint8_t *) "\x11\x12\x13\x14\x15\x16\x17\x18"), 9);
  CHECK_NUMBER (enlist_state_floor (&state, (const uint8_t *) "\x11\x12\x13\x14\x15\x16\x17\x19"), 0);

  enlist_state_iterate_settings (state.configuration, &iterator);
  CHECK (enlist_state_next_setting (&iterator, &setting));
  CHECK_NUMBER (setting.field, 3);
  CHECK (!setting.sensitive);
  CHECK (enlist_state_next_setting (&iterator, &setting));
  CHECK (setting.sensitive);
  CHECK (!enlist_state_next_setting (&iterator, &setting));
  CHECK (enlist_state_find_setting (&state, "wifi", &setting));
  CHECK (!enlist_state_find_setting (&state, "wif", &setting));

  enlist_state_iterate_keys (&state, &iterator);
  CHECK (enlist_state_next_key (&iterator, &key));
  CHECK_NUMBER (key.secret[0], 0x33);
  CHECK (!enlist_state_next_key (&iterator, &key));
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    EnlistStatus status;
  } refusals[] = {
    { "{0: 2, 1: false}", ENLIST_E_VERSION },
    { "{1: false}", ENLIST_E_RANGE },
    { "{0: 1, 1: true}", ENLIST_E_RANGE }, /* owned by nobody */
    { "{0: 1, 1: true, " SESSION "}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 3: h'00112233445566778899aabbccddeeff'}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 3: h'0011', 4: h'0011223344556677'}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 7: {3: [\"name\", 1]}}", ENLIST_E_TYPE },
    { "{0: 1, 1: false, 7: {128: [\"name\", 1, false]}}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 6: [[h'0102030405060708', 4294967296]]}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 8: [[5, \"device.key\", 1, " KEY "]]}", ENLIST_E_TYPE },
    { "{0: 1, 1: false, 10: 0}", ENLIST_E_TYPE },
    { "{0: 1, 1: false, 12: 0}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 8: [[5, \"device.key\", 3, " KEY ", " KEY "]]}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 8: [[5, \"device.key\", 4, " KEY ", " KEY "]]}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 10: [[3, \"\", 262145, " HASH "]]}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 10: [[4, \"\", 1, " HASH "]]}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 10: [[3, \"\", 1, h'00']]}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 10: [[3, null, 1, " HASH "]]}", ENLIST_E_TYPE },
    { "{0: 1, 1: false, 10: [" PARTS "]}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 11: []}", ENLIST_E_RANGE },
    { "{0: 1, 1: false, 11: [[\"1\", 0]]}", ENLIST_E_RANGE },
    { "[]", ENLIST_E_TYPE },
  };
  EnlistState state;

  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
    CHECK_STATUS (read_notation (refusals[i].text, &state), refusals[i].status);
}

static const TestCase cases[] = {
  { "/device/state/empty", test_empty },
  { "/device/state/contents", test_contents },
  { "/device/state/refused", test_refused },
};

TEST_MAIN (cases)
