/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "notation.h"
#include "world.h"

/* Parts that stay (docs/format.md, clauses 7.5, 8.4 and 10.4). */

#define CONFIGURATION "{9: \"mqtt://hub\", 15: 60, 64: 7}"
#define APPLICATION "[[25, [0], [[16, 4, [\"on\", [0, 15]], []]]]]"

/* Not CBOR, and more than one message */
static EnlistSlice
make_module (size_t size, uint8_t seed)
{
  uint8_t *bytes = test_memory (size);

  for (size_t i = 0; i < size; i++)
    bytes[i] = (uint8_t) (i * 31 + i / 256 + seed);

  return enlist_slice (bytes, size);
}

static World *
new_world (const char *program)
{
  World *world = world_new ();

  test_context ("%s", program);
  world->platform.runs_applications = true;
  world->platform.media = "application/wasm";
  application_set_program (&world->application, program);

  return world;
}

static unsigned
count_installed (World *world, EnlistStatePart *last)
{
  EnlistStateIterator iterator;
  EnlistState state;
  unsigned count = 0;

  world_read_state (world, &state);
  enlist_state_iterate_parts (&state, &iterator);
  while (enlist_state_next_part (&iterator, last))
    count++;

  return count;
}

static void
check_setting (World *world, const char *name, const char *expected)
{
  uint8_t buffer[256];
  EnlistSetting setting;
  EnlistState state;

  world_read_state (world, &state);
  if (CHECK (enlist_state_find_setting (&state, name, &setting)))
    CHECK_BYTES (setting.value, notation (buffer, sizeof buffer, expected));
}

static void
test_configuration (void)
{
  World *world = new_world ("[[21, 1], [24, 64, 8], [2, [10, 15], [[16, 71, [1, [0, 64]], []]]], [23]]");
  EnlistStatePart part;

  application_add (&world->application, ENLIST_ROLE_CONFIG, CONFIGURATION);
  world_start (world);
  world_run (world);
  CHECK (world->assistant.done);
  /* Its values are those of the program's fields, too; what `let` does later does not change what is kept. */
  CHECK_TEXT (world->platform.calls, "71(1,8)");
  check_setting (world, "endpoint", "\"mqtt://hub\"");
  check_setting (world, "interval", "60");
  check_setting (world, "temperature", "7");
  CHECK_NUMBER (count_installed (world, &part), 0);
  CHECK_NUMBER (double_count_parts (&world->platform), 0);
}

static void
test_configuration_refused (void)
{
  static const struct {
    const char *text;
    EnlistStatus status;
  } refusals[] = {
    { "{15: \"sixty\"}", ENLIST_E_TYPE },
    { "{15: 60, 90: 1}", ENLIST_E_FIELD },
    { "{9: 5}", ENLIST_E_TYPE },
    { "[]", ENLIST_E_TYPE },
  };

  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
    {
      World *world = new_world ("[[16, 71, [0, 0], []], [21, 1]]");

      application_add (&world->application, ENLIST_ROLE_CONFIG, refusals[i].text);
      world_start (world);
      world_run (world);
      CHECK_STATUS (world->assistant.failed, refusals[i].status);
      CHECK (!world->assistant.ready);
      CHECK_TEXT (world->platform.calls, "");
    }
}

static void
test_application_and_module (void)
{
  World *world = new_world ("[[21, 1, 2]]");
  EnlistStatePart part = { 0 };
  EnlistState state;

  application_add (&world->application, ENLIST_ROLE_APP, APPLICATION);
  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (9000, 1));
  world_start (world);
  world_run (world);
  CHECK (world->assistant.done);
  CHECK_NUMBER (count_installed (world, &part), 2);
  CHECK_NUMBER (part.role, ENLIST_ROLE_APP);
  CHECK_BYTES (part.media, enlist_slice_text ("application/wasm"));
  CHECK_NUMBER (part.size, 9000);
  CHECK (memcmp (part.hash, world->application.entries[2].hash, ENLIST_PART_HASH_SIZE) == 0);
  CHECK_NUMBER (double_count_parts (&world->platform), 2);
  world_read_state (world, &state);
  CHECK_BYTES (state.custom_fields, world->application.manifest.custom_fields);
}

static void
test_only_what_is_installed (void)
{
  /* What the program does not install is not asked for. */
  World *world = new_world ("[[2, false, [[21, 2]]]]");
  EnlistStatePart part;

  application_add (&world->application, ENLIST_ROLE_APP, APPLICATION);
  application_add (&world->application, ENLIST_ROLE_APP, "[[25, [1, 5], [[0]]]]");
  world_start (world);
  world_run (world);
  CHECK (world->assistant.done);
  CHECK_NUMBER (world->assistant.part_messages, 2);
  /* Fetched, for the condition might have been true, but not kept */
  CHECK_NUMBER (count_installed (world, &part), 0);
  CHECK_NUMBER (double_count_parts (&world->platform), 0);
}

static void
test_replaced (void)
{
  World *world = new_world ("[[21, 1]]");
  EnlistStatePart part;

  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (5000, 1));
  world_start (world);
  world_run (world);
  CHECK (world->assistant.done);
  world_disconnect (world);

  /* The next one comes beside it, and takes its place at the commit. */
  world->application.manifest.part_count = 1;
  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (6000, 2));
  application_sign (&world->application);
  assistant_init (&world->assistant, &world->application);
  assistant_new_session (&world->assistant, 0xb0);
  world->assistant.script = SCRIPT_HOLD_COMMIT;
  world_run (world);
  CHECK (world->assistant.finished);
  CHECK_NUMBER (double_count_parts (&world->platform), 2);
  assistant_queue (&world->assistant, ENLIST_MESSAGE_COMMIT);
  world_settle (world);
  CHECK (world->assistant.done);
  CHECK_NUMBER (double_count_parts (&world->platform), 1);
  CHECK_NUMBER (count_installed (world, &part), 1);
  CHECK_NUMBER (part.size, 6000);
  world_disconnect (world);

  /* An enrollment without any leaves none. */
  world->application.manifest.part_count = 1;
  application_set_program (&world->application, "[[23]]");
  application_sign (&world->application);
  assistant_new_session (&world->assistant, 0xc0);
  world->assistant.script = SCRIPT_ENROLL;
  world_run (world);
  CHECK (world->assistant.done);
  CHECK_NUMBER (double_count_parts (&world->platform), 0);
}

static void
test_already_there (void)
{
  World *world = new_world ("[[21, 1]]");
  unsigned writes;

  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (5000, 1));
  world_start (world);
  world_run (world);
  world_disconnect (world);
  writes = world->platform.part_writes;

  assistant_new_session (&world->assistant, 0xb0);
  world_run (world);
  CHECK (world->assistant.done);
  CHECK_NUMBER (world->platform.part_writes, writes);
  CHECK_NUMBER (double_count_parts (&world->platform), 1);
}

/* The power goes in the middle of a transfer; the next session asks for the rest. */
static void
cut_transfer (uint32_t cut)
{
  World *volatile world = new_world ("[[21, 1]]");
  EnlistStatePart part;
  uint32_t stored;

  test_context ("cut at %u", cut);
  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (10000, 1));
  world_start (world);
  world->platform.cut_at = cut;
  if (setjmp (world->platform.cut) == 0)
    {
      world_run (world);
      CHECK (!"the power did not go");
    }
  stored = world->platform.parts[DOUBLE_PARTS - 1].size;

  CHECK_STATUS (world_restart (world), ENLIST_OK);
  world_run (world);
  CHECK (world->assistant.done);
  /* Only what was missing, in pieces, and the program */
  CHECK_NUMBER (world->assistant.part_messages, 1 + (10000 - stored + 3071) / 3072);
  CHECK_NUMBER (count_installed (world, &part), 1);
}

static void
test_resumes_after_cut (void)
{
  cut_transfer (1);
  cut_transfer (3073);
  cut_transfer (6144);
  cut_transfer (10000);
}

static void
test_resumes_after_broken_link (void)
{
  World *world = new_world ("[[21, 1]]");

  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (20000, 1));
  world_start (world);
  world_connect (world);
  while (world->platform.part_writes < 3 && world_move_frames (world))
    continue;
  world_disconnect (world);
  world_run (world);
  CHECK (world->assistant.done);
  /* The program is still in memory. */
  CHECK_NUMBER (world->assistant.part_messages, (20000 - 3 * 3072 + 3071) / 3072);
  CHECK_NUMBER (world->assistant.wants, 1);
}

/* Whatever the state names after a power cut is there, whole. */
static void
cut_commit (Fault fault, uint32_t expected_size)
{
  World *volatile world = new_world ("[[21, 1]]");
  EnlistStatePart part = { 0 };
  const DoublePart *stored;

  test_context ("fault %d", (int) fault);
  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (5000, 1));
  world_start (world);
  world_run (world);
  world_disconnect (world);

  world->application.manifest.part_count = 1;
  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (6000, 2));
  application_sign (&world->application);
  assistant_init (&world->assistant, &world->application);
  assistant_new_session (&world->assistant, 0xb0);
  world->platform.fault = fault;
  world->platform.fault_at = world->platform.operations;
  if (setjmp (world->platform.cut) == 0)
    {
      world_run (world);
      CHECK (!"the power did not go");
    }
  CHECK_STATUS (world_restart (world), ENLIST_OK);
  CHECK_NUMBER (count_installed (world, &part), 1);
  CHECK_NUMBER (part.size, expected_size);
  stored = double_find_part (&world->platform, part.hash);
  CHECK (stored != NULL && stored->size == part.size);

  /* And the same session comes through, with one part left. */
  world_run (world);
  CHECK (world->assistant.done);
  if (fault == FAULT_CUT_AFTER) /* it was through: another one tidies up */
    {
      world_disconnect (world);
      assistant_new_session (&world->assistant, 0xc0);
      world_run (world);
      CHECK (world->assistant.done);
    }
  CHECK_NUMBER (double_count_parts (&world->platform), 1);
}

static void
test_cut_at_commit (void)
{
  cut_commit (FAULT_CUT, 5000);
  cut_commit (FAULT_CUT_AFTER, 6000);
}

static void
test_leftovers (void)
{
  World *world = new_world ("[[21, 1]]");
  EnlistStatePart part;

  /* A session that rolled back has left a part; another application's first message removes it. */
  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (5000, 1));
  world_start (world);
  world->assistant.script = SCRIPT_HOLD_START;
  world_run (world);
  CHECK (world->assistant.ready);
  world_disconnect (world);
  CHECK_NUMBER (double_count_parts (&world->platform), 1);

  world->application.manifest.part_count = 1;
  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (4000, 2));
  application_sign (&world->application);
  assistant_init (&world->assistant, &world->application);
  world->assistant.script = SCRIPT_HOLD_START;
  world_run (world);
  CHECK (world->assistant.ready);
  CHECK_NUMBER (double_count_parts (&world->platform), 1);
  world_disconnect (world);
  world->assistant.script = SCRIPT_ENROLL;
  world_run (world);
  CHECK (world->assistant.done);
  CHECK_NUMBER (double_count_parts (&world->platform), 1);
  CHECK_NUMBER (count_installed (world, &part), 1);
  CHECK_NUMBER (part.size, 4000);
}

static void
test_media_refused (void)
{
  /* Another type; an IoT application where none run; a configuration of a type */
  for (unsigned i = 0; i < 4; i++)
    {
      World *world = new_world ("[[16, 71, [0, 0], []], [21, 1]]");

      test_context ("case %u", i);
      if (i == 0)
        application_add_part (&world->application, ENLIST_ROLE_APP, "application/java", make_module (500, 1));
      if (i == 1)
        application_add (&world->application, ENLIST_ROLE_APP, APPLICATION);
      if (i == 2)
        application_add_part (&world->application, ENLIST_ROLE_CONFIG, "text/ini", make_module (500, 1));
      if (i == 3)
        application_add (&world->application, ENLIST_ROLE_CONFIG, CONFIGURATION);
      world->platform.runs_applications = i != 1;
      if (i == 3) /* a device without storage for parts */
        world->platform.platform.part_keep = NULL;
      world_start (world);
      world_run (world);
      CHECK_STATUS (world->assistant.failed, ENLIST_E_MEDIA);
      CHECK_NUMBER (world->assistant.fail_step, 1);
      CHECK (!world->assistant.ready);
      CHECK_NUMBER (world->platform.part_writes, 0);
      CHECK_TEXT (world->platform.calls, "");
    }
}

static void
test_storage_full (void)
{
  World *world = new_world ("[[21, 1]]");

  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (5000, 1));
  world->platform.parts_limit = 4999;
  world_start (world);
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_STORAGE);
  CHECK_NUMBER (world->platform.state_size, 0);
  CHECK_NUMBER (double_count_parts (&world->platform), 0);
  CHECK_NUMBER (enlist_runtime_state (&world->runtime), ENLIST_DEVICE_UNOWNED);

  world->platform.parts_limit = 5000;
  assistant_queue (&world->assistant, ENLIST_MESSAGE_OPEN);
  world_settle (world);
  CHECK (world->assistant.done);
}

/* Flash that turns out to be worn: what was stored of the part goes, too. */
static void
test_storage_full_on_the_way (void)
{
  World *world = new_world ("[[21, 1]]");

  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (10000, 1));
  world->platform.full_at = 3;
  world_start (world);
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_STORAGE);
  CHECK_NUMBER (double_count_parts (&world->platform), 0);

  /* What was still under way is not another fault. */
  assistant_queue (&world->assistant, ENLIST_MESSAGE_PART);
  world_settle (world);
  CHECK_NUMBER (world->assistant.fails, 1);
  assistant_queue (&world->assistant, ENLIST_MESSAGE_OPEN);
  world_settle (world);
  CHECK (world->assistant.done);
}

static void
test_wrong_hash (void)
{
  World *world = new_world ("[[21, 1]]");

  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (5000, 1));
  world_start (world);
  /* The program is right, the part is not. */
  ((uint8_t *) world->application.bytes[1].data)[4000] ^= 1;
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_HASH);
  CHECK (!world->assistant.ready);
  CHECK_NUMBER (double_count_parts (&world->platform), 0);

  /* What was wrong is not kept: the next try begins anew. */
  ((uint8_t *) world->application.bytes[1].data)[4000] ^= 1;
  assistant_queue (&world->assistant, ENLIST_MESSAGE_OPEN);
  world_settle (world);
  CHECK (world->assistant.done);
}

static void
test_application_refused (void)
{
  static const struct {
    const char *text;
    EnlistStatus status;
  } refusals[] = {
    { "[[16, 4, [\"a\", 1], []]]", ENLIST_E_ROLE },
    { "[[25, [0], [[17, 3]]]]", ENLIST_E_ROLE },
    { "[[25, [0], [[16, 9, [], []]]]]", ENLIST_E_FUNCTION },
    { "[[25, [0], [[16, 4, [\"a\"], []]]]]", ENLIST_E_RANGE },
    { "[[25, [3], [[0]]]]", ENLIST_E_RANGE },
    { "[[25, [0], [[24, 90, 1]]]]", ENLIST_E_FIELD },
  };

  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
    {
      World *world = new_world ("[[21, 1]]");

      test_context ("%s", refusals[i].text);
      application_add (&world->application, ENLIST_ROLE_APP, refusals[i].text);
      world_start (world);
      world_run (world);
      CHECK_STATUS (world->assistant.failed, refusals[i].status);
      CHECK (!world->assistant.ready);
    }
}

/* 262144 bytes, in the largest and in the smallest messages */
static void
test_largest_part (void)
{
  for (unsigned small = 0; small < 2; small++)
    {
      World *world = new_world ("[[21, 1]]");
      EnlistStatePart part = { 0 };

      if (small)
        world->memory.message_size = 512;
      application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm",
                            make_module (ENLIST_PART_MAX, 1));
      world_start (world);
      world_run (world);
      CHECK (world->assistant.done);
      CHECK_NUMBER (count_installed (world, &part), 1);
      CHECK_NUMBER (part.size, ENLIST_PART_MAX);
    }
}

/* Of the program first, then of the part */
static void
test_part_not_asked_for (void)
{
  for (unsigned i = 0; i < 6; i++)
    {
      World *world = new_world ("[[21, 1]]");

      test_context ("case %u", i);
      application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm", make_module (2000, 1));
      world_start (world);
      if (i >= 3) /* the program is there already */
        {
          world->assistant.part_budget = 1;
          world_run (world);
          world_disconnect (world);
          world->assistant.part_budget = 0;
        }
      world->assistant.shift_part = i % 3 == 0;
      world->assistant.other_part = i % 3 == 1;
      world->assistant.longer_part = i % 3 == 2;
      world_run (world);
      CHECK_STATUS (world->assistant.failed, i % 3 == 2 ? ENLIST_E_RANGE : ENLIST_E_STATE);
      CHECK_NUMBER (world->assistant.part_messages, 1);
      CHECK_NUMBER (double_count_parts (&world->platform), 0);
    }
}

static void
test_without_custom_fields (void)
{
  World *world = new_world ("[[21, 1]]");
  EnlistStatePart part;
  EnlistState state;

  world->application.manifest.custom_fields = enlist_slice (NULL, 0);
  application_add (&world->application, ENLIST_ROLE_APP, APPLICATION);
  world_start (world);
  world_run (world);
  CHECK (world->assistant.done);
  CHECK_NUMBER (count_installed (world, &part), 1);
  world_read_state (world, &state);
  CHECK_NUMBER (state.custom_fields.size, 0);
}

/* A configuration with one text: 258 to 1003 bytes in all */
static EnlistSlice
make_configuration (size_t size)
{
  uint8_t *bytes = test_memory (size);
  const uint8_t head[] = { 0xa1, 9, 0x79, (uint8_t) ((size - 5) >> 8), (uint8_t) (size - 5) };

  memset (bytes, 'x', size);
  memcpy (bytes, head, sizeof head);

  return enlist_slice (bytes, size);
}

static void
test_configuration_sizes (void)
{
  /* What the work memory takes, and one byte more */
  for (size_t size = 600; size <= 601; size++)
    {
      World *world = new_world ("[[21, 1]]");

      test_context ("%zu bytes", size);
      world->memory.manifest_size = 400;
      world->memory.work_size = 600;
      application_add_part (&world->application, ENLIST_ROLE_CONFIG, NULL, make_configuration (size));
      world_start (world);
      world_run (world);
      CHECK (world->assistant.ready == (size == 600));
      if (size == 601)
        CHECK_STATUS (world->assistant.failed, ENLIST_E_TOO_LARGE);
      CHECK_NUMBER (world->platform.part_writes, size == 600);
    }

  /* And what the format allows: refused for its size, not for what it is */
  for (size_t size = 4096; size <= 4097; size++)
    {
      World *world = new_world ("[[21, 1]]");

      test_context ("%zu bytes", size);
      application_add_part (&world->application, ENLIST_ROLE_CONFIG, NULL, make_module (size, 1));
      world_start (world);
      world_run (world);
      if (size == 4096)
        CHECK (world->assistant.failed != ENLIST_E_TOO_LARGE && world->platform.part_writes > 0);
      else
        CHECK (world->assistant.failed == ENLIST_E_TOO_LARGE && world->platform.part_writes == 0);
    }
}

static const TestCase cases[] = {
  { "/device/install/8.4-configuration", test_configuration },
  { "/device/install/7.5-configuration-refused", test_configuration_refused },
  { "/device/install/8.4-application-and-module", test_application_and_module },
  { "/device/install/10.4-only-what-is-installed", test_only_what_is_installed },
  { "/device/install/8.4-replaced", test_replaced },
  { "/device/install/10.4-already-there", test_already_there },
  { "/device/install/10.4-resumes-after-cut", test_resumes_after_cut },
  { "/device/install/10.4-resumes-after-broken-link", test_resumes_after_broken_link },
  { "/device/install/10.6-cut-at-commit", test_cut_at_commit },
  { "/device/install/10.7-leftovers", test_leftovers },
  { "/device/install/7.5-media-refused", test_media_refused },
  { "/device/install/12.5-storage-full", test_storage_full },
  { "/device/install/12.5-storage-full-on-the-way", test_storage_full_on_the_way },
  { "/device/install/7.1-wrong-hash", test_wrong_hash },
  { "/device/install/8.8-application-refused", test_application_refused },
  { "/device/install/11-largest-part", test_largest_part },
  { "/device/install/10.4-part-not-asked-for", test_part_not_asked_for },
  { "/device/install/8.4-without-custom-fields", test_without_custom_fields },
  { "/device/install/11-configuration-sizes", test_configuration_sizes },
};

TEST_MAIN (cases)
