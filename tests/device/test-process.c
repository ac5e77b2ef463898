/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <signal.h>
#include <string.h>

#include "base45.h"
#include "crypto-sodium.h"
#include "notation.h"
#include "process.h"
#include "test.h"

/* The reference device as a process, enrolled over its socket (docs/device.md, "The reference device"). */

typedef struct
{
  Application application;
  Assistant assistant;
  Process process;
} Site;

static Site *
site_new (void)
{
  Site *site = test_memory (sizeof *site);

  memset (site, 0, sizeof *site);
  application_init (&site->application);
  application_sign (&site->application);
  assistant_init (&site->assistant, &site->application);
  process_init (&site->process, &site->application.identity);
  process_write_file (&site->process, "networks.txt", "elsewhere\tother words\nplant\tcorrect horse\n");

  return site;
}

static bool
enroll (Site *site)
{
  process_connect (&site->process, &site->assistant, 247);

  return process_settle (&site->process, &site->assistant);
}

static char *
show (Site *site)
{
  const char *const arguments[] = { "--storage", site->process.folder, "--show", NULL };
  int status;
  char *text = process_run (arguments, &status);

  CHECK_NUMBER (status, 0);

  return text;
}

static void
test_enroll (void)
{
  Site *site = site_new ();
  Assistant *assistant = &site->assistant;
  g_autofree char *before = show (site);
  g_autofree char *after = NULL;
  uint8_t signature[64];

  CHECK (strstr (before, "\"state\": \"unowned\"") != NULL);
  process_start (&site->process, NULL, NULL);
  CHECK (enroll (site));
  CHECK (assistant->report_valid);
  CHECK (assistant->done_valid);
  CHECK (process_await_event (&site->process, "joined"));
  CHECK (process_await_event (&site->process, "committed"));
  memcpy (signature, assistant->done_signature, sizeof signature);

  after = show (site);
  CHECK (strstr (after, "\"state\": \"owned\"") != NULL);
  CHECK (strstr (after, "\"locked\": true") != NULL);
  CHECK (strstr (after, "\"location\": [\"Graz\", \"Hall 3\"]") != NULL);
  CHECK (strstr (after, "\"wifi\": \"(sensitive)\"") != NULL);
  CHECK (strstr (after, "correct horse") == NULL);
  CHECK (strstr (after, "\"owner\": {\"name\": \"Example Works\"") != NULL);
  CHECK (process_has_file (&site->process, "lock"));

  /* Killed and started again: the same owner, the same answer, and nobody else. */
  process_kill (&site->process);
  process_start (&site->process, NULL, NULL);
  CHECK (enroll (site));
  CHECK_NUMBER (assistant->state_seen, ENLIST_DEVICE_OWNED);
  CHECK (memcmp (signature, assistant->done_signature, sizeof signature) == 0);
  assistant_new_session (assistant, 0xb0);
  CHECK (enroll (site));
  CHECK_STATUS (assistant->failed, ENLIST_E_OWNED);
  CHECK_NUMBER (process_stop (&site->process), 0);
  CHECK (!process_has_file (&site->process, "socket"));
  process_clear (&site->process);
}

static void
test_wrong_passphrase (void)
{
  Site *site = site_new ();
  Assistant *assistant = &site->assistant;

  process_write_file (&site->process, "networks.txt", "plant\tanother horse\n");
  process_start (&site->process, NULL, NULL);
  CHECK (enroll (site));
  CHECK_STATUS (assistant->failed, ENLIST_E_CALL);
  CHECK_TEXT (assistant->fail_text, "wifi.join: the passphrase was refused");
  CHECK (!process_has_file (&site->process, "state.cbor"));

  /* The installer looks again; the device needs no reset. */
  process_write_file (&site->process, "networks.txt", "plant\tcorrect horse\n");
  CHECK (enroll (site));
  CHECK (assistant->done_valid);
  process_clear (&site->process);
}

static void
test_network_out_of_reach (void)
{
  Site *site = site_new ();

  process_write_file (&site->process, "networks.txt", "elsewhere\n");
  process_start (&site->process, NULL, NULL);
  CHECK (enroll (site));
  CHECK_TEXT (site->assistant.fail_text, "wifi.join: no such network in reach");
  process_clear (&site->process);
}

static void
test_killed_before_commit (void)
{
  Site *site = site_new ();
  Assistant *assistant = &site->assistant;

  process_start (&site->process, NULL, NULL);
  assistant->script = SCRIPT_HOLD_COMMIT;
  CHECK (enroll (site));
  process_kill (&site->process);
  CHECK (!process_has_file (&site->process, "state.cbor"));
  CHECK (!process_has_file (&site->process, "lock"));

  process_start (&site->process, NULL, NULL);
  assistant->script = SCRIPT_ENROLL;
  CHECK (enroll (site));
  CHECK (assistant->done_valid);
  process_clear (&site->process);
}

static void
test_killed_at_commit (void)
{
  for (unsigned i = 0; i < 12; i++)
    {
      Site *site = site_new ();
      Assistant *assistant = &site->assistant;
      bool stored;

      /* A little later each time, so that some are too early and some too late. */
      process_start (&site->process, NULL, NULL);
      assistant->script = SCRIPT_HOLD_COMMIT;
      CHECK (enroll (site));
      assistant_queue (assistant, ENLIST_MESSAGE_COMMIT);
      process_send (&site->process, assistant);
      g_usleep (i * 300);
      process_kill (&site->process);
      stored = process_has_file (&site->process, "state.cbor");
      test_context ("round %u, stored %d", i, stored);
      CHECK (stored || !process_has_file (&site->process, "lock"));

      process_start (&site->process, NULL, NULL);
      CHECK (process_has_file (&site->process, "lock") == stored);
      assistant->script = SCRIPT_ENROLL;
      CHECK (enroll (site));
      CHECK_NUMBER (assistant->state_seen, stored ? ENLIST_DEVICE_OWNED : ENLIST_DEVICE_UNOWNED);
      CHECK (assistant->done_valid);
      process_clear (&site->process);
    }
}

static void
test_second_assistant (void)
{
  Site *site = site_new ();
  static const guint8 busy[] = { 0, 4, 0x03, 0, 0, ENLIST_E_BUSY };
  g_autoptr (GSocket) second = NULL;
  char answer[16];

  process_start (&site->process, NULL, NULL);
  site->assistant.script = SCRIPT_HOLD_START;
  CHECK (enroll (site));

  second = process_open_socket (&site->process);
  g_socket_set_timeout (second, 10);
  CHECK_NUMBER (g_socket_receive (second, answer, sizeof answer, NULL, NULL), sizeof busy);
  CHECK (memcmp (answer, busy, sizeof busy) == 0);
  CHECK_NUMBER (g_socket_receive (second, answer, sizeof answer, NULL, NULL), 0);

  /* The first one is not disturbed. */
  site->assistant.script = SCRIPT_ENROLL;
  assistant_queue (&site->assistant, ENLIST_MESSAGE_START);
  assistant_queue (&site->assistant, ENLIST_MESSAGE_FIELDS);
  CHECK (process_settle (&site->process, &site->assistant));
  CHECK (site->assistant.done_valid);
  process_clear (&site->process);
}

static void
test_once_over_tcp (void)
{
  static const char *const arguments[] = { "--once", "--mtu", "20", NULL };
  Site *site = site_new ();

  process_start (&site->process, "tcp:127.0.0.1:0", arguments);
  site->assistant.script = SCRIPT_HOLD_COMMIT;
  CHECK (enroll (site)); /* broken off: not the one */
  site->assistant.script = SCRIPT_ENROLL;
  process_disconnect (&site->process);
  CHECK (process_await_event (&site->process, "disconnected"));
  CHECK (enroll (site));
  CHECK (site->assistant.done_valid);
  process_disconnect (&site->process);
  CHECK_NUMBER (process_wait (&site->process), 0);
  process_clear (&site->process);
}

static char *
make_card (const uint8_t seed[32])
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  uint8_t key[32], bytes[64];
  char text[128] = "ENP1:";
  EnlistCborWriter writer;
  size_t length;

  CHECK (crypto->ed25519_public (crypto->context, key, seed));
  enlist_cbor_writer_init (&writer, bytes, sizeof bytes);
  enlist_cbor_write_array (&writer, 3);
  enlist_cbor_write_unsigned (&writer, 1);
  enlist_cbor_write_string (&writer, "Other");
  enlist_cbor_write_bytes (&writer, enlist_slice (key, sizeof key));
  CHECK_STATUS (enlist_base45_encode (enlist_cbor_writer_slice (&writer), text + 5, sizeof text - 6, &length),
                ENLIST_OK);

  return g_strdup_printf ("%s\n", text);
}

static void
test_publisher_card (void)
{
  Site *site = site_new ();
  g_autofree char *path = g_build_filename (site->process.folder, "card.txt", NULL);
  g_autofree char *card = make_card (site->application.other_seed);
  const char *const arguments[] = { "--publisher", path, NULL };

  process_write_file (&site->process, "card.txt", card);
  site->application.signer = site->application.other_seed;
  application_sign (&site->application);
  process_start (&site->process, NULL, NULL);
  CHECK (enroll (site));
  CHECK_STATUS (site->assistant.failed, ENLIST_E_UNKNOWN_KEY);
  process_kill (&site->process);

  process_start (&site->process, NULL, arguments);
  CHECK (enroll (site));
  CHECK (site->assistant.done_valid);
  process_clear (&site->process);
}

static void
test_refuses_to_start (void)
{
  Site *site = site_new ();
  const char *folder = site->process.folder;
  const char *const cases[][7] = {
    { "--listen", "unix:/nowhere", NULL },
    { "--storage", folder, NULL },
    { "--storage", folder, "--listen", "carrier-pigeon", NULL },
    { "--storage", folder, "--listen", "unix:/nowhere/socket", NULL },
    { "--storage", folder, "--listen", "tcp:127.0.0.1:0", "--mtu", "17", NULL },
    { "--storage", "/nowhere", "--listen", "tcp:127.0.0.1:0", NULL },
  };
  static const int expected[] = { 2, 2, 1, 1, 2, 1 };
  int status;

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *output = process_run (cases[i], &status);

      test_context ("case %u", (unsigned) i);
      CHECK_NUMBER (status, expected[i]);
    }

  /* One process is this device already. */
  process_start (&site->process, NULL, NULL);
  g_free (process_run ((const char *const[]){ "--storage", folder, "--listen", "tcp:127.0.0.1:0", NULL },
                       &status));
  CHECK_NUMBER (status, 1);
  process_kill (&site->process);

  /* A damaged state is not the state of an unowned device. */
  process_write_file (&site->process, "state.cbor", "damaged");
  g_free (process_run ((const char *const[]){ "--storage", folder, "--listen", "tcp:127.0.0.1:0", NULL },
                       &status));
  CHECK_NUMBER (status, 1);
  process_clear (&site->process);
}

/* An enrollment that installs an IoT application and its configuration */
static void
enroll_with (Site *site, uint8_t session, const char *application, const char *configuration)
{
  site->application.manifest.part_count = 1;
  application_set_program (&site->application, "[[21, 1, 2], [23]]");
  application_add (&site->application, ENLIST_ROLE_APP, application);
  application_add (&site->application, ENLIST_ROLE_CONFIG, configuration);
  application_sign (&site->application);
  assistant_init (&site->assistant, &site->application);
  assistant_new_session (&site->assistant, session);
  CHECK (enroll (site));
  CHECK (site->assistant.done);
}

static void
test_iot_application (void)
{
  static const char *const arguments[] = { "--console", NULL };
  Site *site = site_new ();
  Process *process = &site->process;
  g_autofree char *shown = NULL;
  g_autofree char *published = NULL;

  process_start (process, NULL, arguments);
  enroll_with (site, 0xa0,
               "[[25, [0], [[16, 4, [\"boot\", [0, 9]], []]]],"
               " [25, [1, [0, 15]], [[16, 4, [\"alive\", true], []]]],"
               " [25, [2, 0], [[16, 4, [\"pressed\", [13, [1, \"two\"]]], []]]],"
               " [25, [2, 1, 64], [[1, [5, [0, 64], -273], \"colder than cold\"],"
               "                   [16, 4, [\"measured\", [0, 64]], []]]]]",
               "{9: \"mqtt://hub\", 15: 1}");

  /* It runs at once, without a restart. */
  CHECK (process_await_text (process, "\"topic\": \"boot\", \"value\": \"mqtt://hub\"}"));
  CHECK (process_await_text (process, "\"topic\": \"alive\", \"value\": true}"));
  process_signal (process, SIGUSR1);
  CHECK (process_await_text (process, "\"topic\": \"pressed\", \"value\": [1, \"two\"]}"));
  process_say (process, "event 1 21");
  CHECK (process_await_text (process, "\"topic\": \"measured\", \"value\": 21}"));
  process_say (process, "event 1 -300");
  CHECK (process_await_text (process, "\"error\": \"check\", \"text\": \"colder than cold\"}"));
  process_say (process, "event 0");
  CHECK (process_await_text (process, "pressed"));
  process_say (process, "jump");
  CHECK (process_await_event (process, "console"));
  shown = show (site);
  CHECK (strstr (shown, "\"parts\": [{\"role\": \"app\", \"size\": ") != NULL);
  CHECK (strstr (shown, "\"interval\": 1") != NULL);

  /* It survives the power, and the next enrollment replaces it. */
  process_kill (process);
  process_start (process, NULL, NULL);
  CHECK (process_await_text (process, "boot"));
  enroll_with (site, 0xb0, "[[25, [0], [[16, 4, [\"another\", 2], []]]]]", "{}");
  CHECK (process_await_text (process, "another"));
  process_kill (process);
  process_start (process, NULL, NULL);
  CHECK (process_await_event (process, "published"));
  CHECK_NUMBER (process_stop (process), 0);
  published = process_read_file (process, "published.jsonl");
  CHECK (g_str_has_suffix (published,
                           "{\"topic\": \"another\", \"value\": 2}\n"
                           "{\"topic\": \"another\", \"value\": 2}\n"));
  process_clear (process);
}

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
test_media (void)
{
  static const char *const arguments[] = { "--media", "text/plain=cat", NULL };
  Site *site = site_new ();
  Process *process = &site->process;

  application_set_program (&site->application, "[[21, 1], [18, 1, 5], [20, 5, 8]]");
  application_add_part (&site->application, ENLIST_ROLE_APP, "text/plain",
                        enlist_slice_text ("what stands in the part\n"));
  application_sign (&site->application);
  process_start (process, NULL, NULL);
  CHECK (enroll (site));
  CHECK_STATUS (site->assistant.failed, ENLIST_E_MEDIA);
  process_kill (process);

  process_start (process, NULL, arguments);
  CHECK (enroll (site));
  CHECK (site->assistant.done_valid);
  CHECK (report_says (&site->assistant, "media text/plain"));
  CHECK (process_await_text (process, "what stands in the part"));
  process_kill (process);
  process_start (process, NULL, arguments);
  CHECK (process_await_text (process, "what stands in the part"));
  process_clear (process);
}

static EnlistSlice
make_module (size_t size)
{
  uint8_t *bytes = test_memory (size);

  for (size_t i = 0; i < size; i++)
    bytes[i] = (uint8_t) (i * 7 + i / 256);

  return enlist_slice (bytes, size);
}

/* The power goes after so many pieces; the next session goes on behind them. */
static void
test_install_resumes (void)
{
  static const char *const arguments[] = { "--media", "application/x-module=true", NULL };

  for (unsigned pieces = 1; pieces <= 9; pieces += 4)
    {
      Site *site = site_new ();
      Process *process = &site->process;
      Assistant *assistant = &site->assistant;

      test_context ("%u pieces", pieces);
      application_set_program (&site->application, "[[21, 1]]");
      application_add_part (&site->application, ENLIST_ROLE_APP, "application/x-module", make_module (30000));
      application_sign (&site->application);
      process_start (process, NULL, arguments);
      assistant->part_budget = pieces + 1; /* and the program */
      CHECK (enroll (site));
      CHECK (!assistant->done);
      process_kill (process);

      assistant->part_budget = 0;
      process_start (process, NULL, arguments);
      CHECK (enroll (site));
      CHECK (assistant->done);
      /* The last piece before the cut may have been lost. */
      CHECK (assistant->part_messages <= 1 + 10 - (pieces - 1));
      CHECK (assistant->part_messages >= 1 + 10 - pieces);
      process_clear (process);
    }
}

static void
test_storage_full (void)
{
  static const char *const arguments[] = { "--media", "application/x-module=true", "--parts-limit", "29999",
                                           NULL };
  Site *site = site_new ();

  application_set_program (&site->application, "[[21, 1]]");
  application_add_part (&site->application, ENLIST_ROLE_APP, "application/x-module", make_module (30000));
  application_sign (&site->application);
  process_start (&site->process, NULL, arguments);
  CHECK (enroll (site));
  CHECK_STATUS (site->assistant.failed, ENLIST_E_STORAGE);
  CHECK (!process_has_file (&site->process, "state.cbor"));
  process_clear (&site->process);
}

/* The device asks for the network until it has joined one, and says each time how it went. */
static void
test_asks_again (void)
{
  Site *site = site_new ();
  Assistant *assistant = &site->assistant;

  application_set_program (&site->application,
                           "[[18, 1, 5], [24, 65, \"\"], [4, 3, ["
                           "  [15, 4], [3, [[16, 1, [[0, 4]], []], [24, 65, \"joined\"]],"
                           "               [[24, 65, \"refused\"]]],"
                           "  [20, 65]"
                           "], [1, [0, 65], \"joined\"]], [1, [1, [0, 65], \"joined\"], \"no network\"]]");
  application_sign (&site->application);
  assistant->fields = "{4: [\"plant\", \"wrong horse\"]}";
  assistant->later[0] = "{4: [\"plant\", \"wrong again\"]}";
  assistant->later[1] = "{4: [\"plant\", \"correct horse\"]}";
  process_start (&site->process, NULL, NULL);
  CHECK (enroll (site));
  CHECK (assistant->done_valid);
  CHECK_NUMBER (assistant->reports, 3);
  CHECK_NUMBER (assistant->steps_failed, 2);
  CHECK (process_await_event (&site->process, "joined"));
  process_clear (&site->process);
}

static void
test_request_and_preset (void)
{
  Site *site = test_memory (sizeof *site);
  g_autofree char *shown = NULL;

  memset (site, 0, sizeof *site);
  application_init (&site->application);
  site->application.identity.preset = ENLIST_PRESET_LOCK | ENLIST_PRESET_FORGET;
  site->application.manifest.custom_fields =
      notation (site->application.custom_fields, sizeof site->application.custom_fields,
                "[[\"cert.key\", 11], [\"csr\", 12]]");
  application_set_program (&site->application,
                           "[[15, 2, 3], [18, 1, 5], [18, 3, 64], [19, 64, [0, 6], 65], [20, 5, 64, 65],"
                           " [17, 3]]");
  application_sign (&site->application);
  assistant_init (&site->assistant, &site->application);
  process_init (&site->process, &site->application.identity);
  process_start (&site->process, NULL, NULL);
  CHECK (enroll (site));
  CHECK (site->assistant.done_valid);
  CHECK_NUMBER (site->assistant.preset, 3);
  CHECK_NUMBER (site->assistant.done_state, ENLIST_DEVICE_OWNED);
  shown = show (site);
  CHECK (strstr (shown, "\"preset\": [\"lock\", \"forget\"]") != NULL);
  CHECK (strstr (shown, "\"type\": \"p-256\", \"public\": \"04") != NULL);
  CHECK (strstr (shown, "\"values\": {}") != NULL);
  CHECK (process_has_file (&site->process, "lock"));
  process_clear (&site->process);
}

static const TestCase cases[] = {
  { "/device/process/10.4-enroll", test_enroll },
  { "/device/process/10.4-wrong-passphrase", test_wrong_passphrase },
  { "/device/process/10.4-network-out-of-reach", test_network_out_of_reach },
  { "/device/process/10.7-killed-before-commit", test_killed_before_commit },
  { "/device/process/10.6-killed-at-commit", test_killed_at_commit },
  { "/device/process/10.1-second-assistant", test_second_assistant },
  { "/device/process/10.1-once-over-tcp", test_once_over_tcp },
  { "/device/process/4.5-publisher-card", test_publisher_card },
  { "/device/process/8.8-iot-application", test_iot_application },
  { "/device/process/7.5-media", test_media },
  { "/device/process/10.4-install-resumes", test_install_resumes },
  { "/device/process/12.5-storage-full", test_storage_full },
  { "/device/process/8.4-asks-again", test_asks_again },
  { "/device/process/10.3-request-and-preset", test_request_and_preset },
  { "/device/process/refuses-to-start", test_refuses_to_start },
};

TEST_MAIN (cases)
