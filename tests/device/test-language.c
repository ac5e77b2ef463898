/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "notation.h"
#include "world.h"

/* What programs of a device can say beyond one step after the other (docs/format.md, clauses 8.2 and 8.4). */

#define OWNER "[\"Works\", h'0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20']"

static void
enroll (World *world, const char *program)
{
  test_context ("%s", program);
  application_set_program (&world->application, program);
  world_start (world);
  world_run (world);
}

/* A value that the device has kept, with `set` or without `forget` */
static bool
holds (World *world, unsigned field, const char *expected)
{
  uint8_t buffer[512];
  EnlistStateIterator iterator;
  EnlistSetting setting;
  EnlistState state;

  world_read_state (world, &state);
  enlist_state_iterate_settings (state.values.size > 0 ? state.values : state.configuration, &iterator);
  while (enlist_state_next_setting (&iterator, &setting))
    if (setting.field == field)
      return enlist_slice_equal (setting.value, notation (buffer, sizeof buffer, expected));

  return false;
}

static void
test_functions_in_order (void)
{
  World *world = world_new ();

  enroll (world, "[[16, 71, [1, \"b\"], []], [16, 74, [[0, 6], [11, \"y\", 2]], []]]");
  CHECK (world->assistant.done);
  CHECK_TEXT (world->platform.calls, "71(1,b)74(TH-0001,y2)");
}

static void
test_let (void)
{
  World *world = world_new ();

  enroll (world, "[[24, 64, 5], [24, 65, [11, \"n\", [0, 64]]], [24, 64, null],"
                 " [24, 65, [13, \"literal\"]]]");
  CHECK (world->assistant.done);
  CHECK (holds (world, 64, "null"));
  CHECK (holds (world, 65, "\"literal\""));
}

static void
test_let_of_wrong_kind (void)
{
  World *world = world_new ();

  enroll (world, "[[15, 3], [24, 64, [11, \"1\", [0, 3]]]]");
  CHECK (!world->assistant.ready); /* a text is never a number */

  world = world_new ();
  enroll (world, "[[24, 65, [11, [0, 6], [0, 6], [0, 6]]], [24, 3, [0, 65]], [24, 3, \"\"]]");
  CHECK_STATUS (world->assistant.failed, ENLIST_E_RANGE);
  CHECK_NUMBER (world->assistant.fail_step, 2);
}

static void
test_try_goes_on (void)
{
  World *world = world_new ();

  world->platform.failing = 1;
  enroll (world, "[[3, [[24, 64, 1], [16, 72, [], []], [24, 64, 2]], [[24, 65, \"second\"]]]]");
  CHECK (world->assistant.done);
  CHECK_NUMBER (world->assistant.steps_failed, 1);
  CHECK_NUMBER (world->assistant.step_failed, 2);
  CHECK_NUMBER (world->platform.events[ENLIST_EVENT_STEP_FAILED], 1);
  /* What the block has written stays written. */
  CHECK (holds (world, 64, "1"));
  CHECK (holds (world, 65, "\"second\""));
}

static void
test_try_succeeds_at_once (void)
{
  World *world = world_new ();

  enroll (world, "[[3, [[16, 72, [], []], [24, 64, 2]], [[24, 64, 3]]], [16, 71, [[0, 65], 0], []]]");
  CHECK_STATUS (world->assistant.failed, ENLIST_E_UNWRITTEN);

  world = world_new ();
  enroll (world, "[[3, [[16, 72, [], []], [24, 64, 2]], [[24, 64, 3]]], [16, 71, [[0, 64], 0], []]]");
  CHECK (world->assistant.done);
  CHECK_NUMBER (world->assistant.steps_failed, 0);
  CHECK_TEXT (world->platform.calls, "71(2,0)");
}

static void
test_last_block_fails (void)
{
  World *world = world_new ();

  world->platform.failing = 9;
  enroll (world, "[[3, [[16, 72, [], []]], [[1, false, \"no\"]], [[16, 72, [], []]]]]");
  CHECK_STATUS (world->assistant.failed, ENLIST_E_CALL);
  CHECK_NUMBER (world->assistant.fail_step, 3);
  CHECK_TEXT (world->assistant.fail_text, "sometimes: not now");
  CHECK_NUMBER (world->assistant.steps_failed, 3);
  CHECK_NUMBER (world->platform.state_size, 0);
}

/* What the machinery cannot do is not an alternative of the program. */
static void
test_try_does_not_catch_space (void)
{
  World *world = world_new ();

  world->memory.values_size = 64;
  enroll (world, "[[3, [[24, 65, \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]],"
                 " [[24, 64, 1]]]]");
  CHECK_STATUS (world->assistant.failed, ENLIST_E_SPACE);
}

/* What does not fit of a message is left out from a whole character on. */
static void
test_long_message (void)
{
  World *world = world_new ();

  enroll (world, "[[15, 3], [1, false, \"123456789012345678901234567890123456789012345678901234567890"
                 "123456789012345678901234567890123456789012345678901234567890"
                 "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\"]]");
  CHECK_STATUS (world->assistant.failed, ENLIST_E_CHECK);
  CHECK_NUMBER (strlen (world->assistant.fail_text), 126);
}

static void
test_repeat (void)
{
  World *world = world_new ();

  world->platform.failing = 2;
  enroll (world, "[[24, 64, 0], [4, 5, ["
                 "  [3, [[16, 72, [], []], [24, 64, 1]], [[16, 71, [0, 0], []]]]"
                 "], [1, [0, 64], 1]], [1, [1, [0, 64], 1], \"never\"]]");
  CHECK (world->assistant.done);
  CHECK_TEXT (world->platform.calls, "71(0,0)71(0,0)");
  CHECK_NUMBER (world->assistant.steps_failed, 2);

  /* Without `until`, as often as it says */
  world = world_new ();
  enroll (world, "[[4, 3, [[16, 71, [0, 1], []]]]]");
  CHECK_TEXT (world->platform.calls, "71(0,1)71(0,1)71(0,1)");
}

/* Asks for the Wi-Fi network until the device has joined it; the installer sees why not in the report. */
#define JOIN                                                                            \
  "[[18, 1, 5], [24, 65, \"\"], [4, 3, ["                                               \
  "  [15, 4], [3, [[16, 1, [[0, 4]], []], [24, 65, \"joined\"]], [[24, 65, \"refused\"]]]," \
  "  [20, 65]"                                                                          \
  "], [1, [0, 65], \"joined\"]], [1, [1, [0, 65], \"joined\"], \"no network\"], [17, 4]]"

static bool
report_says (const Assistant *assistant, const char *text)
{
  size_t size = strlen (text);

  for (size_t i = 0; i + size <= assistant->report_size; i++)
    if (memcmp (assistant->report + i, text, size) == 0)
      return true;

  return false;
}

static void
test_asks_again (void)
{
  World *world = world_new ();

  world->assistant.fields = "{4: [\"plant\", \"wrong horse\"]}";
  application_set_program (&world->application, JOIN);
  world_start (world);
  world->assistant.fields = "{4: [\"plant\", \"wrong horse\"]}";
  world->assistant.later[0] = "{4: [\"plant\", \"wrong again\"]}";
  world->assistant.later[1] = "{4: [\"plant\", \"" PASSPHRASE "\"]}";
  world_run (world);
  CHECK (world->assistant.done);
  CHECK_NUMBER (world->assistant.reports, 3);
  CHECK (world->assistant.report_valid);
  CHECK (report_says (&world->assistant, "joined"));
  CHECK_NUMBER (world->platform.joins, 1);
  CHECK_NUMBER (world->assistant.steps_failed, 2);
  CHECK (holds (world, 4, "[\"plant\", \"" PASSPHRASE "\"]"));
}

static void
test_need_waits_for_newer (void)
{
  World *world = world_new ();

  /* The same value does not do twice: the second round waits. */
  application_set_program (&world->application, JOIN);
  world_start (world);
  world->assistant.fields = "{4: [\"plant\", \"wrong horse\"]}";
  world_run (world);
  CHECK_NUMBER (world->assistant.reports, 1);
  CHECK (report_says (&world->assistant, "refused"));
  CHECK (!world->assistant.finished);
  CHECK_STATUS (world->assistant.failed, ENLIST_OK);

  world->assistant.fields = "{4: [\"plant\", \"" PASSPHRASE "\"]}";
  assistant_queue (&world->assistant, ENLIST_MESSAGE_FIELDS);
  world_settle (world);
  CHECK (world->assistant.done);
}

/* What was sent in one session counts in no other, and neither do its values. */
static void
test_need_forgets_sessions (void)
{
  World *world = world_new ();
  EnlistStateIterator iterator;
  EnlistSetting setting;
  EnlistState state;

  application_set_program (&world->application,
                           "[[15, 3], [2, [10, 12], [[16, 71, [0, 0], []]]], [15, 12], [17, 3]]");
  world_start (world);
  world->assistant.fields = "{12: \"of the first session\"}";
  world_run (world);
  CHECK (!world->assistant.finished); /* it waits for 3 */
  world_disconnect (world);

  world->assistant.fields = "{3: \"second\"}";
  world_run (world);
  CHECK (!world->assistant.finished); /* it waits for 12 */
  CHECK_TEXT (world->platform.calls, "");
  world->assistant.fields = "{12: null}";
  assistant_queue (&world->assistant, ENLIST_MESSAGE_FIELDS);
  world_settle (world);
  CHECK (world->assistant.done);
  world_read_state (world, &state);
  enlist_state_iterate_settings (state.values, &iterator);
  while (enlist_state_next_setting (&iterator, &setting))
    CHECK (setting.field != 12 || setting.value.size == 1);
}

/* A call that a broken session left behind does not hand its arguments to the next one. */
static void
test_call_forgets_sessions (void)
{
  World *world = world_new ();

  application_set_program (&world->application, "[[15, 4], [16, 1, [[0, 4]], []]]");
  world_start (world);
  world->assistant.fields = "{4: [\"plant\", \"wrong horse\"]}";
  world_connect (world);
  for (unsigned i = 0; i < 1000 && !world->runtime.execution.call_pending; i++)
    {
      uint32_t wait;

      world_move_frames (world);
      enlist_runtime_tick (&world->runtime, &wait);
    }
  CHECK (world->runtime.execution.call_pending);
  world_disconnect (world);

  world->assistant.fields = "{4: [\"plant\", \"" PASSPHRASE "\"]}";
  world_run (world);
  CHECK (world->assistant.done);
  CHECK_NUMBER (world->platform.joins, 1);
}

static void
test_budget (void)
{
  World *world = world_new ();

  /* The second level alone would be 65025 steps. */
  enroll (world, "[[4, 255, [[4, 255, [[24, 64, 1]]]]]]");
  CHECK_STATUS (world->assistant.failed, ENLIST_E_BUDGET);
}

static void
test_chosen_application (void)
{
  for (unsigned chosen = 0; chosen <= 2; chosen++)
    {
      World *world = world_new ();

      application_set_program (&world->application, "[[16, 71, [0, 0], []]]");
      application_add_program (&world->application, "[[16, 74, [1, 1], []]]");
      world_start (world);
      world->assistant.chosen = chosen;
      world_run (world);
      CHECK (world->assistant.done == (chosen < 2));
      if (chosen < 2)
        CHECK_TEXT (world->platform.calls, chosen == 0 ? "71(0,0)" : "74(1,1)");
      else
        CHECK_STATUS (world->assistant.failed, ENLIST_E_RANGE);
    }
}

static bool
fake_generate (void *context, uint8_t secret[32], uint8_t public_key[65])
{
  memset (secret, 0x55, 32);
  memset (public_key, 0x66, 65);
  public_key[0] = 4;

  return true;
}

static bool
fake_sign (void *context, uint8_t signature[64], const uint8_t secret[32], const uint8_t digest[32])
{
  memset (signature, 0x77, 64);

  return secret[0] == 0x55;
}

static const char request_program[] =
  "[[18, 1, 5], [18, 3, 66], [19, 5, [0, 6], 68], [19, 66, [11, \"sensor \", [0, 6]], 69],"
  " [20, 5, 66, 68, 69]]";

static void
add_request_fields (World *world)
{
  world->application.manifest.custom_fields = notation (
      world->application.custom_fields, sizeof world->application.custom_fields,
      "[[\"temperature\", 1], [\"title\", 0], [\"session.key\", 11], [\"pin\", 5], [\"csr\", 12],"
      " [\"csr2\", 12]]");
}

static void
test_requests (void)
{
  World *world = world_new ();
  EnlistCrypto crypto = *world->platform.platform.crypto;
  EnlistStateIterator iterator;
  EnlistStateKey key;
  EnlistState state;

  crypto.p256_generate = fake_generate;
  crypto.p256_sign = fake_sign;
  world->platform.platform.crypto = &crypto;
  add_request_fields (world);
  enroll (world, request_program);
  CHECK (world->assistant.done_valid);
  CHECK (report_says (&world->assistant, "\x0c\x07TH-0001"));
  CHECK (report_says (&world->assistant, "\x0c\x0esensor TH-0001"));
  CHECK (report_says (&world->assistant, "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"));

  world_read_state (world, &state);
  enlist_state_iterate_keys (&state, &iterator);
  CHECK (enlist_state_next_key (&iterator, &key));
  CHECK_NUMBER (key.public_key.size, 32);
  CHECK (enlist_state_next_key (&iterator, &key));
  CHECK_NUMBER (key.type, ENLIST_KEY_P256);
  CHECK_NUMBER (key.public_key.size, 65);
  CHECK_NUMBER (key.secret[31], 0x55);
  CHECK (!enlist_state_next_key (&iterator, &key));
}

static void
test_key_type_refused (void)
{
  World *world = world_new ();
  EnlistCrypto crypto;

  add_request_fields (world);
  enroll (world, request_program);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_KEY_TYPE);
  CHECK_NUMBER (world->assistant.fail_step, 1);
  CHECK (!world->assistant.ready);

  /* One half of P-256 is none. */
  world = world_new ();
  crypto = *world->platform.platform.crypto;
  crypto.p256_generate = fake_generate;
  world->platform.platform.crypto = &crypto;
  add_request_fields (world);
  enroll (world, request_program);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_KEY_TYPE);
  CHECK (!world->assistant.ready);
}

static void
test_empty_subject (void)
{
  World *world = world_new ();

  add_request_fields (world);
  enroll (world, "[[15, 12], [18, 1, 5], [19, 5, [0, 12], 68]]");
  CHECK (!world->assistant.finished);
  world->assistant.fields = "{12: \"\"}";
  assistant_queue (&world->assistant, ENLIST_MESSAGE_FIELDS);
  world_settle (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_RANGE);
  CHECK_NUMBER (world->assistant.fail_step, 2);

  world = world_new ();
  add_request_fields (world);
  application_set_program (&world->application, "[[15, 12], [18, 1, 5], [19, 5, [0, 12], 68]]");
  world_start (world);
  world->assistant.fields = "{12: null}";
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_TYPE);
}

static void
test_preset_lock (void)
{
  World *world = world_new ();
  EnlistState state;

  world->application.identity.preset = ENLIST_PRESET_LOCK | ENLIST_PRESET_FORGET;
  enroll (world, "[[15, 2, 3], [18, 1, 5], [20, 5], [17, 3]]");
  CHECK_NUMBER (world->assistant.preset, 3);
  CHECK (world->assistant.done_valid);
  CHECK_NUMBER (world->assistant.done_state, ENLIST_DEVICE_OWNED);
  CHECK (world->platform.fuse);
  world_read_state (world, &state);
  CHECK (state.owned);
  CHECK_NUMBER (state.values.size, 0);
  CHECK (state.configuration.size > 1);
}

static void
test_preset_forget (void)
{
  World *world = world_new ();
  EnlistState state;

  world->application.identity.preset = ENLIST_PRESET_FORGET;
  enroll (world, "[[15, 3], [17, 3]]");
  CHECK (world->assistant.done);
  CHECK_NUMBER (world->assistant.preset, ENLIST_PRESET_FORGET);
  world_read_state (world, &state);
  CHECK (!state.owned);
  CHECK_NUMBER (state.values.size, 0);
}

/* A device that locks by itself takes no program that leaves it without owner or key. */
static void
test_preset_lock_needs (void)
{
  static const char *const programs[] = { "[[15, 3], [18, 1, 5], [20, 5]]", "[[15, 2], [17, 2]]",
                                          "[[15, 2], [18, 2, 66]]" };

  for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++)
    {
      World *world = world_new ();

      world->application.identity.preset = ENLIST_PRESET_LOCK;
      enroll (world, programs[i]);
      CHECK_STATUS (world->assistant.failed, ENLIST_E_UNWRITTEN);
      CHECK (!world->assistant.ready);
    }
}

static void
test_preset_lock_without_program (void)
{
  World *world = world_new ();

  world->application.identity.preset = ENLIST_PRESET_LOCK;
  world->application.entries[0].role = ENLIST_ROLE_ASSIST;
  world_start (world);
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_UNWRITTEN);
  CHECK (!world->assistant.ready);
}

static void
test_preset_lock_null_owner (void)
{
  World *world = world_new ();

  world->application.identity.preset = ENLIST_PRESET_LOCK;
  application_set_program (&world->application, "[[15, 2], [18, 1, 5], [20, 5]]");
  world_start (world);
  world->assistant.fields = "{2: null}";
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_UNWRITTEN);
  CHECK (!world->assistant.finished);
  CHECK_NUMBER (world->platform.state_size, 0);

  world = world_new ();
  world->application.identity.preset = ENLIST_PRESET_LOCK;
  application_set_program (&world->application, "[[15, 2], [18, 1, 5], [20, 5]]");
  world_start (world);
  world->assistant.fields = "{2: " OWNER "}";
  world_run (world);
  CHECK (world->assistant.done_valid);
}

static const TestCase cases[] = {
  { "/device/language/8.4-functions-in-order", test_functions_in_order },
  { "/device/language/8.2-let", test_let },
  { "/device/language/8.2-let-of-wrong-kind", test_let_of_wrong_kind },
  { "/device/language/8.2-try-goes-on", test_try_goes_on },
  { "/device/language/8.2-try-succeeds-at-once", test_try_succeeds_at_once },
  { "/device/language/8.2-last-block-fails", test_last_block_fails },
  { "/device/language/8.2-try-does-not-catch-space", test_try_does_not_catch_space },
  { "/device/language/8.2-long-message", test_long_message },
  { "/device/language/8.2-repeat", test_repeat },
  { "/device/language/8.4-asks-again", test_asks_again },
  { "/device/language/8.4-need-waits-for-newer", test_need_waits_for_newer },
  { "/device/language/8.4-need-forgets-sessions", test_need_forgets_sessions },
  { "/device/language/8.4-call-forgets-sessions", test_call_forgets_sessions },
  { "/device/language/8.6-budget", test_budget },
  { "/device/language/7.2-chosen-application", test_chosen_application },
  { "/device/language/8.4-requests", test_requests },
  { "/device/language/12.4-key-type-refused", test_key_type_refused },
  { "/device/language/8.4-empty-subject", test_empty_subject },
  { "/device/language/10.3-preset-lock", test_preset_lock },
  { "/device/language/10.3-preset-forget", test_preset_forget },
  { "/device/language/10.3-preset-lock-needs", test_preset_lock_needs },
  { "/device/language/10.3-preset-lock-without-program", test_preset_lock_without_program },
  { "/device/language/10.3-preset-lock-null-owner", test_preset_lock_null_owner },
};

TEST_MAIN (cases)
