/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "iot-application.h"
#include "notation.h"
#include "world.h"

/* IoT applications after their enrollment (docs/format.md, clause 8.8). */

#define PROGRAM_SIZE 1024
#define VALUES_SIZE 256
#define QUEUE_SIZE 32
#define WORK_SIZE 1200
#define MEMORY_SIZE ENLIST_IOT_APPLICATION_MEMORY_SIZE (PROGRAM_SIZE, VALUES_SIZE, QUEUE_SIZE, WORK_SIZE)

typedef struct {
  World *world;
  EnlistIotApplication application;
  EnlistIotApplicationMemory memory;
} Site;

/* Enrolls with this IoT application and configuration. */
static Site *
site_new (const char *application, const char *configuration)
{
  Site *site = test_memory (sizeof *site);

  test_context ("%s", application);
  memset (site, 0, sizeof *site);
  site->world = world_new ();
  site->world->platform.runs_applications = true;
  application_set_program (&site->world->application, "[[21, 1, 2], [23]]");
  application_add (&site->world->application, ENLIST_ROLE_APP, application);
  application_add (&site->world->application, ENLIST_ROLE_CONFIG, configuration);
  world_start (site->world);
  world_run (site->world);
  CHECK (site->world->assistant.done);
  site->memory = (EnlistIotApplicationMemory) {
    .bytes = test_memory (MEMORY_SIZE),
    .size = MEMORY_SIZE,
    .program_size = PROGRAM_SIZE,
    .values_size = VALUES_SIZE,
    .queue_size = QUEUE_SIZE,
    .work_size = WORK_SIZE,
  };

  return site;
}

static EnlistStatus
start (Site *site)
{
  return enlist_iot_application_start (&site->application, &site->world->platform.platform, &site->memory, 0);
}

/* There is no second one. */
static EnlistStatus
start_other (Site *site)
{
  return enlist_iot_application_start (&site->application, &site->world->platform.platform, &site->memory, 1);
}

static const char *
calls (Site *site)
{
  return site->world->platform.calls;
}

/* Lets it run until it waits for a later time, and tells how long. */
static uint32_t
settle (Site *site)
{
  for (unsigned i = 0; i < 10000; i++)
    {
      uint32_t wait;

      enlist_iot_application_tick (&site->application, &wait);
      if (wait > 20)
        return wait;
      site->world->platform.now += wait;
    }
  CHECK (!"it does not come to rest");

  return 0;
}

static void
send_event (Site *site, unsigned event, const char *value, EnlistStatus expected)
{
  uint8_t buffer[64];
  EnlistSlice item = { 0 };

  if (value != NULL)
    item = notation (buffer, sizeof buffer, value);
  CHECK_STATUS (enlist_iot_application_event (&site->application, event, &item, value != NULL), expected);
}

static void
test_nothing_installed (void)
{
  World *world = world_new ();
  EnlistIotApplication application;
  uint8_t *bytes = test_memory (MEMORY_SIZE);
  const EnlistIotApplicationMemory memory = { .bytes = bytes, .size = MEMORY_SIZE, .work_size = 512 };
  uint32_t wait;

  world_start (world);
  CHECK_STATUS (enlist_iot_application_start (&application, &world->platform.platform, &memory, 0),
                ENLIST_E_NOT_FOUND);
  enlist_iot_application_tick (&application, &wait);
  CHECK_NUMBER (wait, UINT32_MAX);
  CHECK_STATUS (enlist_iot_application_event (&application, 0, NULL, 0), ENLIST_OK);
}

static void
test_start (void)
{
  Site *site = site_new ("[[25, [0], [[16, 4, [[0, 9], [0, 15]], []], [24, 64, 5]]],"
                         " [25, [2, 7], [[16, 71, [0, 0], []]]],"
                         " [25, [0], [[16, 4, [\"second\", [0, 64]], []]]]]",
                         "{9: \"topic\", 15: 60}");

  CHECK_STATUS (start (site), ENLIST_OK);
  CHECK_TEXT (calls (site), "");
  CHECK_NUMBER (settle (site), UINT32_MAX);
  /* What the first block wrote, the second reads. */
  CHECK_TEXT (calls (site), "publish(topic,60)publish(second,5)");
  CHECK_NUMBER (site->world->platform.events[ENLIST_EVENT_TRIGGERED], 2);
  CHECK_STATUS (start_other (site), ENLIST_E_NOT_FOUND);
}

static void
test_survives_restart (void)
{
  Site *site = site_new ("[[25, [0], [[16, 71, [[0, 15], [0, 64]], []], [24, 64, 5]]]]", "{15: 60}");

  for (unsigned i = 0; i < 2; i++)
    {
      CHECK_STATUS (start (site), ENLIST_OK);
      settle (site);
      /* The values that it wrote are gone with the power; the configuration is not. */
      CHECK_TEXT (calls (site), i == 0 ? "71(60,?)" : "71(60,?)71(60,?)");
      enlist_iot_application_stop (&site->application);
      for (size_t j = 0; j < MEMORY_SIZE; j++)
        CHECK (site->memory.bytes[j] == 0);
    }
}

static void
test_every (void)
{
  Site *site = site_new ("[[25, [1, [0, 15]], [[16, 71, [1, 1], []]]],"
                         " [25, [1, 100], [[16, 74, [2, 2], []]]]]",
                         "{15: 60}");
  uint64_t started = site->world->platform.now;

  CHECK_STATUS (start (site), ENLIST_OK);
  CHECK_NUMBER (settle (site), 60000);
  CHECK_TEXT (calls (site), "");
  site->world->platform.now = started + 59999;
  CHECK_NUMBER (settle (site), 40000);
  CHECK_TEXT (calls (site), "71(1,1)");
  site->world->platform.now = started + 100000;
  CHECK_NUMBER (settle (site), 20000);
  CHECK_TEXT (calls (site), "71(1,1)74(2,2)");

  /* A device that slept does not make up for what it missed. */
  site->world->platform.now = started + 1000000;
  settle (site);
  CHECK_TEXT (calls (site), "71(1,1)74(2,2)71(1,1)74(2,2)");
  CHECK_NUMBER (settle (site), 20000);
}

static void
test_every_never (void)
{
  static const char *const configurations[] = { "{15: 0}", "{15: -1}", "{15: 2592001}", "{15: null}", "{}" };

  for (size_t i = 0; i < sizeof configurations / sizeof configurations[0]; i++)
    {
      Site *site = site_new ("[[25, [1, [0, 15]], [[16, 71, [1, 1], []]]]]", configurations[i]);

      CHECK_STATUS (start (site), ENLIST_OK);
      CHECK_NUMBER (settle (site), UINT32_MAX);
    }
}

static void
test_longest_interval (void)
{
  Site *site = site_new ("[[25, [1, 2592000], [[16, 71, [1, 1], []]]]]", "{}");

  CHECK_STATUS (start (site), ENLIST_OK);
  CHECK_NUMBER (settle (site), 2592000000u);
  site->world->platform.now += 2592000000u;
  settle (site);
  CHECK_TEXT (calls (site), "71(1,1)");
}

static void
test_events (void)
{
  Site *site = site_new ("[[25, [2, 1, 64, 65], [[16, 71, [[0, 64], [0, 65]], []]]],"
                         " [25, [2, 0], [[16, 74, [0, [0, 64]], []]]]]",
                         "{}");

  CHECK_STATUS (start (site), ENLIST_OK);
  send_event (site, 1, "21", ENLIST_OK);
  send_event (site, 0, NULL, ENLIST_OK);
  send_event (site, 2, "7", ENLIST_OK); /* nobody listens */
  settle (site);
  CHECK_TEXT (calls (site), "71(21,?)74(0,21)");

  /* A value of another kind ends the block, not the IoT application. */
  send_event (site, 1, "\"warm\"", ENLIST_OK);
  settle (site);
  CHECK_NUMBER (site->world->platform.events[ENLIST_EVENT_BLOCK_FAILED], 1);
  CHECK_STATUS (site->world->platform.last.status, ENLIST_E_TYPE);
  send_event (site, 1, NULL, ENLIST_OK);
  settle (site);
  CHECK_TEXT (calls (site), "71(21,?)74(0,21)71(?,?)");
}

static void
test_queue_is_full (void)
{
  Site *site = site_new ("[[25, [2, 1, 64], [[16, 71, [0, [0, 64]], []]]]]", "{}");

  site->memory.queue_size = 8;
  CHECK_STATUS (start (site), ENLIST_OK);
  send_event (site, 1, "1", ENLIST_OK);
  send_event (site, 1, "2", ENLIST_OK);
  send_event (site, 1, "3", ENLIST_E_SPACE);
  settle (site);
  CHECK_TEXT (calls (site), "71(0,1)71(0,2)");
  send_event (site, 1, "4", ENLIST_OK);
  settle (site);
  CHECK_TEXT (calls (site), "71(0,1)71(0,2)71(0,4)");
}

static void
test_failures (void)
{
  Site *site = site_new ("[[25, [0], [[1, false, \"no\"], [16, 71, [0, 0], []]]],"
                         " [25, [0], [[3, [[16, 72, [], []]], [[16, 71, [1, 1], []]]], [0],"
                         "            [16, 71, [2, 2], []]]],"
                         " [25, [0], [[4, 255, [[4, 255, [[24, 64, 1]]]]]]],"
                         " [25, [0], [[5, \"stop\"]]],"
                         " [25, [0], [[3, [[5, \"stop\"]], [[16, 71, [4, 4], []]]]]],"
                         " [25, [0], [[16, 71, [3, 3], []]]]]",
                         "{}");

  site->world->platform.failing = 1;
  CHECK_STATUS (start (site), ENLIST_OK);
  settle (site);
  CHECK_TEXT (calls (site), "71(1,1)71(4,4)71(3,3)");
  CHECK_NUMBER (site->world->platform.events[ENLIST_EVENT_BLOCK_FAILED], 3);
}

/* A function that takes its time: everything else waits behind it. */
static void
test_pending_call (void)
{
  Site *site = site_new ("[[25, [0], [[16, 1, [[0, 4]], []], [16, 71, [1, 1], []]]],"
                         " [25, [0], [[16, 71, [2, 2], []]]]]",
                         "{4: [\"plant\", \"" PASSPHRASE "\"]}");
  uint32_t wait;

  CHECK_STATUS (start (site), ENLIST_OK);
  enlist_iot_application_tick (&site->application, &wait);
  CHECK_NUMBER (wait, 20);
  CHECK_TEXT (calls (site), "");
  settle (site);
  CHECK_NUMBER (site->world->platform.joins, 1);
  CHECK_TEXT (calls (site), "71(1,1)71(2,2)");
}

/* A call takes longer than the interval: what is due meanwhile waits once. */
static void
test_late (void)
{
  Site *site = site_new ("[[25, [0], [[16, 1, [[0, 4]], []]]], [25, [1, 1], [[16, 71, [1, 1], []]]]]",
                         "{4: [\"plant\", \"" PASSPHRASE "\"]}");
  uint32_t wait;

  CHECK_STATUS (start (site), ENLIST_OK);
  for (unsigned i = 0; i < 4; i++)
    {
      enlist_iot_application_tick (&site->application, &wait);
      site->world->platform.now += i < 3 ? 5000 : 0;
    }
  CHECK_NUMBER (site->world->platform.joins, 1);
  CHECK_TEXT (calls (site), "71(1,1)");
}

/* However long a block is, a tick is short. */
static void
test_ticks_are_short (void)
{
  Site *site = site_new ("[[25, [0], [[4, 255, [[24, 64, 1]]], [16, 71, [1, 1], []]]]]", "{}");
  uint32_t wait;

  CHECK_STATUS (start (site), ENLIST_OK);
  enlist_iot_application_tick (&site->application, &wait);
  CHECK_NUMBER (wait, 0);
  CHECK_TEXT (calls (site), "");
  settle (site);
  CHECK_TEXT (calls (site), "71(1,1)");
}

/* A part of a media type is somebody else's; the state's secrets are nobody's once it runs. */
static void
test_among_others (void)
{
  World *world = world_new ();
  Site *site = site_new ("[[25, [0], [[16, 71, [1, 1], []]]]]", "{}");

  world->platform.runs_applications = true;
  world->platform.media = "text/plain";
  application_set_program (&world->application, "[[18, 1, 5], [21, 1, 2]]");
  application_add_part (&world->application, ENLIST_ROLE_APP, "text/plain", enlist_slice_text ("text"));
  application_add (&world->application, ENLIST_ROLE_APP, "[[25, [0], [[16, 74, [2, 2], []]]]]");
  world_start (world);
  world_run (world);
  site->world = world;
  memset (site->memory.bytes, 0, MEMORY_SIZE);
  CHECK_STATUS (start (site), ENLIST_OK);
  for (size_t i = 0; i < WORK_SIZE; i++)
    CHECK (site->application.execution.work[i] == 0);
  settle (site);
  CHECK_TEXT (calls (site), "74(2,2)");
  CHECK_STATUS (start_other (site), ENLIST_E_NOT_FOUND);
}

static void
test_too_small (void)
{
  static const struct {
    size_t program, values, queue, work;
    EnlistStatus status;
  } shortages[] = {
    { 40, VALUES_SIZE, QUEUE_SIZE, WORK_SIZE, ENLIST_E_TOO_LARGE }, /* without room for the declarations */
    { 10, VALUES_SIZE, QUEUE_SIZE, WORK_SIZE, ENLIST_E_TOO_LARGE },
    { PROGRAM_SIZE, 4, QUEUE_SIZE, WORK_SIZE, ENLIST_E_SPACE },
    { PROGRAM_SIZE, VALUES_SIZE, 2, WORK_SIZE, ENLIST_E_SPACE },
    { PROGRAM_SIZE, VALUES_SIZE, QUEUE_SIZE, 100, ENLIST_E_SPACE },
    { PROGRAM_SIZE + 1, VALUES_SIZE, QUEUE_SIZE, WORK_SIZE, ENLIST_E_RANGE }, /* more than there is */
  };

  for (size_t i = 0; i < sizeof shortages / sizeof shortages[0]; i++)
    {
      Site *site = site_new ("[[25, [0], [[16, 71, [[0, 15], 1], []]]]]", "{9: \"topic\", 15: 60}");

      test_context ("case %u", (unsigned) i);
      site->memory.program_size = shortages[i].program;
      site->memory.values_size = shortages[i].values;
      site->memory.queue_size = shortages[i].queue;
      site->memory.work_size = shortages[i].work;
      CHECK_STATUS (start (site), shortages[i].status);
    }
}

static void
test_damaged (void)
{
  Site *site = site_new ("[[25, [0], [[16, 71, [1, 1], []]]]]", "{}");
  DoublePart *part = &site->world->platform.parts[DOUBLE_PARTS - 1];

  if (!CHECK (part->bytes != NULL))
    return;
  part->bytes[part->size - 1] ^= 1;
  CHECK_STATUS (start (site), ENLIST_E_HASH);
  part->size--;
  CHECK_STATUS (start (site), ENLIST_E_STORAGE);
  settle (site);
  CHECK_TEXT (calls (site), "");
}

static const TestCase cases[] = {
  { "/device/iot-application/nothing-installed", test_nothing_installed },
  { "/device/iot-application/8.8-start", test_start },
  { "/device/iot-application/8.8-survives-restart", test_survives_restart },
  { "/device/iot-application/8.8-every", test_every },
  { "/device/iot-application/8.8-every-never", test_every_never },
  { "/device/iot-application/8.8-longest-interval", test_longest_interval },
  { "/device/iot-application/8.8-events", test_events },
  { "/device/iot-application/8.8-queue-is-full", test_queue_is_full },
  { "/device/iot-application/8.8-failures", test_failures },
  { "/device/iot-application/8.8-pending-call", test_pending_call },
  { "/device/iot-application/8.8-late", test_late },
  { "/device/iot-application/ticks-are-short", test_ticks_are_short },
  { "/device/iot-application/among-others", test_among_others },
  { "/device/iot-application/too-small", test_too_small },
  { "/device/iot-application/damaged", test_damaged },
};

TEST_MAIN (cases)
