/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "diagnostic.h"
#include "message.h"
#include "test.h"

#define N_ELEMENTS(array) (sizeof (array) / sizeof (array)[0])

#define SESSION "h'05'^16"
#define SIGNATURE "h'06'^64"

static EnlistStatus
read_notation (const char    *notation,
               EnlistMessage *message)
{
  return enlist_message_read (diagnostic_cbor (notation), message);
}

static const char *const messages[] = {
  "[1, " SESSION "]",
  "[2, 0, null, \"SN-1\", \"Model\", [], 256, 0]",
  "[2, 2, " SESSION ", \"\", \"\", [\"app 1.0\", \"boot 2\"], 4096, 3]",
  "[3, h'010203', 15]",
  "[4, 15, 262143]",
  "[5, 0, 0, h'00'^3072]",
  "[5, 1, 262143, h'00']",
  "[6]",
  "[7]",
  "[8, {}]",
  "[8, {0: [\"Vienna\"], 127: null}]",
  "[9, 0, 0]",
  "[9, 256, 2]",
  "[10, <<{5: [1, h'00'], 6: \"SN-1\"}>>, " SIGNATURE ", 5]",
  "[11]",
  "[12]",
  "[13, 2, " SIGNATURE "]",
  "[13, 0, null]",
  "[14]",
  "[15, 50, 7, \"why\"]",
  "[15, 1, null, null]",
  "[15, 65535, 0, \"\"]",
  "[16]",
  "[17, 1]",
  "[17, 3600]",
  "[18]",
};

static void
test_round_trips (void)
{
  for (size_t i = 0; i < N_ELEMENTS (messages); i++)
    {
      EnlistSlice bytes = diagnostic_cbor (messages[i]);
      uint8_t *written = test_memory (bytes.size);
      EnlistMessage message;
      size_t size = 0;

      test_context ("%s", messages[i]);
      CHECK_STATUS (enlist_message_read (bytes, &message), ENLIST_OK);
      CHECK_STATUS (enlist_message_write (&message, written, bytes.size, &size), ENLIST_OK);
      CHECK_BYTES (enlist_slice (written, size), bytes);
      CHECK_STATUS (enlist_message_write (&message, written, bytes.size - 1, &size), ENLIST_E_SPACE);
    }
}

static void
test_members (void)
{
  EnlistMessage message;

  CHECK_STATUS (read_notation (messages[2], &message), ENLIST_OK);
  CHECK (message.type == ENLIST_MESSAGE_STATE && message.state == ENLIST_DEVICE_OWNED);
  CHECK (message.session != NULL && message.session[15] == 5);
  CHECK (message.limit == 4096 && message.preset == (ENLIST_PRESET_LOCK | ENLIST_PRESET_FORGET));
  CHECK_BYTES (message.versions, diagnostic_cbor ("[\"app 1.0\", \"boot 2\"]"));

  CHECK_STATUS (read_notation (messages[1], &message), ENLIST_OK);
  CHECK (message.session == NULL);
  CHECK_BYTES (message.serial, enlist_slice_text ("SN-1"));
  CHECK_BYTES (message.model, enlist_slice_text ("Model"));
  CHECK (message.limit == ENLIST_MESSAGE_MIN_LIMIT && message.preset == 0);

  CHECK_STATUS (read_notation ("[3, h'0102', 7]", &message), ENLIST_OK);
  CHECK_NUMBER (message.application, 7);
  CHECK_BYTES (message.bytes, test_hex ("0102"));

  CHECK_STATUS (read_notation ("[5, 3, 4096, h'0102']", &message), ENLIST_OK);
  CHECK (message.part == 3 && message.offset == 4096);
  CHECK_BYTES (message.bytes, test_hex ("0102"));

  CHECK_STATUS (read_notation ("[8, {0: 1}]", &message), ENLIST_OK);
  CHECK_BYTES (message.bytes, diagnostic_cbor ("{0: 1}"));

  CHECK_STATUS (read_notation ("[9, 7, 1]", &message), ENLIST_OK);
  CHECK (message.step == 7 && message.progress == ENLIST_PROGRESS_DONE);

  CHECK_STATUS (read_notation (messages[13], &message), ENLIST_OK);
  CHECK_BYTES (message.bytes, diagnostic_cbor ("{5: [1, h'00'], 6: \"SN-1\"}"));
  CHECK (message.field == 5 && message.signature != NULL && message.signature[63] == 6);

  CHECK_STATUS (read_notation ("[15, 50, 7, \"why\"]", &message), ENLIST_OK);
  CHECK (message.error == ENLIST_E_FIELD && message.step == 7);
  CHECK_BYTES (message.text, enlist_slice_text ("why"));
  CHECK_STATUS (read_notation ("[15, 50, null, null]", &message), ENLIST_OK);
  CHECK (message.step == -1 && message.text.data == NULL);

  CHECK_STATUS (read_notation ("[13, 2, null]", &message), ENLIST_OK);
  CHECK (message.state == ENLIST_DEVICE_OWNED && message.signature == NULL);
  CHECK_STATUS (read_notation ("[17, 30]", &message), ENLIST_OK);
  CHECK_NUMBER (message.seconds, 30);
}

static void
test_refusals (void)
{
  static const struct {
    const char *notation;
    EnlistStatus status;
  } refused[] = {
    { "6", ENLIST_E_TYPE },
    { "[]", ENLIST_E_TYPE },
    { "[0]", ENLIST_E_RANGE },
    { "[19]", ENLIST_E_RANGE },
    { "[18446744073709551615]", ENLIST_E_RANGE },
    { "[\"open\"]", ENLIST_E_TYPE },

    { "[1]", ENLIST_E_TYPE },
    { "[1, h'05'^15]", ENLIST_E_RANGE },
    { "[1, h'05'^17]", ENLIST_E_RANGE },
    { "[1, null]", ENLIST_E_TYPE },
    { "[1, " SESSION ", 1]", ENLIST_E_TYPE },

    { "[2, 3, null, \"s\", \"m\", [], 256, 0]", ENLIST_E_RANGE },
    { "[2, 0, h'05', \"s\", \"m\", [], 256, 0]", ENLIST_E_RANGE },
    { "[2, 0, null, null, \"m\", [], 256, 0]", ENLIST_E_TYPE },
    { "[2, 0, null, \"s\", 1, [], 256, 0]", ENLIST_E_TYPE },
    { "[2, 0, null, \"s\", \"m\", [1], 256, 0]", ENLIST_E_TYPE },
    { "[2, 0, null, \"s\", \"m\", \"v\", 256, 0]", ENLIST_E_TYPE },
    { "[2, 0, null, \"s\", \"m\", [], 255, 0]", ENLIST_E_RANGE },
    { "[2, 0, null, \"s\", \"m\", [], 4097, 0]", ENLIST_E_RANGE },
    { "[2, 0, null, \"s\", \"m\", [], null, 0]", ENLIST_E_TYPE },
    { "[2, 0, null, \"s\", \"m\", [], 256, 4]", ENLIST_E_RANGE },
    { "[2, 0, null, \"s\", \"m\", [], 256, true]", ENLIST_E_TYPE },
    { "[2, 0, null, \"s\", \"m\", []]", ENLIST_E_TYPE },
    { "[2, 0, null, \"s\", \"m\", [], 256]", ENLIST_E_TYPE },
    { "[2, 0, null, \"s\", \"m\", [], 256, 0, 0]", ENLIST_E_TYPE },

    { "[3, [], 0]", ENLIST_E_TYPE },
    { "[3, h'00']", ENLIST_E_TYPE },
    { "[3, h'00', 16]", ENLIST_E_RANGE },
    { "[3, h'00', -1]", ENLIST_E_TYPE },
    { "[3, h'00', 0, 0]", ENLIST_E_TYPE },
    { "[4, 16, 0]", ENLIST_E_RANGE },
    { "[4, 0, 262144]", ENLIST_E_RANGE },
    { "[5, 0, 0, h'']", ENLIST_E_RANGE },
    { "[5, 0, 0, h'00'^3073]", ENLIST_E_RANGE },
    { "[5, 0, 262143, h'0000']", ENLIST_E_RANGE },
    { "[5, 0, 0, \"a\"]", ENLIST_E_TYPE },
    { "[6, 1]", ENLIST_E_TYPE },
    { "[7, 1]", ENLIST_E_TYPE },

    { "[8, []]", ENLIST_E_TYPE },
    { "[8, {128: 1}]", ENLIST_E_FIELD },
    { "[8, {-1: 1}]", ENLIST_E_TYPE },
    { "[8, {0: h'00'^1022}]", ENLIST_E_RANGE },
    { "[9, 257, 0]", ENLIST_E_RANGE },
    { "[9, 0, 3]", ENLIST_E_RANGE },
    { "[9, null, 0]", ENLIST_E_TYPE },

    { "[10, h'', " SIGNATURE ", 5]", ENLIST_E_TRUNCATED },
    { "[10, h'a0a0', " SIGNATURE ", 5]", ENLIST_E_TRAILING },
    { "[10, <<[]>>, " SIGNATURE ", 5]", ENLIST_E_TYPE },
    { "[10, <<{5: 1, 4: 1}>>, " SIGNATURE ", 5]", ENLIST_E_CBOR },
    { "[10, <<{128: 1}>>, " SIGNATURE ", 5]", ENLIST_E_FIELD },
    { "[10, <<{5: h'00'^1022}>>, " SIGNATURE ", 5]", ENLIST_E_RANGE },
    { "[10, <<{5: 1}>>, h'06'^63, 5]", ENLIST_E_RANGE },
    { "[10, <<{5: 1}>>, null, 5]", ENLIST_E_TYPE },
    { "[10, <<{5: 1}>>, " SIGNATURE ", 6]", ENLIST_E_FIELD },
    { "[10, <<{5: 1}>>, " SIGNATURE ", 69]", ENLIST_E_FIELD },
    { "[10, <<{5: 1}>>, " SIGNATURE ", 128]", ENLIST_E_FIELD },

    { "[13, 3, null]", ENLIST_E_RANGE },
    { "[13, 2, h'06'^65]", ENLIST_E_RANGE },
    { "[15, 0, null, null]", ENLIST_E_RANGE },
    { "[15, 65536, null, null]", ENLIST_E_RANGE },
    { "[15, 1, 257, null]", ENLIST_E_RANGE },
    { "[15, 1, null, 1]", ENLIST_E_TYPE },
    { "[15, 1, null]", ENLIST_E_TYPE },
    { "[17, 0]", ENLIST_E_RANGE },
    { "[17, 3601]", ENLIST_E_RANGE },
    { "[18, true]", ENLIST_E_TYPE },
  };
  EnlistMessage message;

  for (size_t i = 0; i < N_ELEMENTS (refused); i++)
    {
      test_context ("%s", refused[i].notation);
      CHECK_STATUS (read_notation (refused[i].notation, &message), refused[i].status);
    }
}

static void
test_limits (void)
{
  EnlistMessage message;
  uint8_t *written = test_memory (5000);
  size_t size = 0;

  /* 1024 bytes of value */
  CHECK_STATUS (read_notation ("[8, {0: h'00'^1021}]", &message), ENLIST_OK);

  memset (&message, 0, sizeof message);
  message.type = ENLIST_MESSAGE_MANIFEST;
  message.bytes = diagnostic_cbor ("h'00'^4087"); /* 4090 bytes; 5 before and 1 behind make 4096 */
  CHECK_STATUS (enlist_message_write (&message, written, 5000, &size), ENLIST_OK);
  CHECK_NUMBER (size, ENLIST_MESSAGE_MAX);
  CHECK_STATUS (enlist_message_read (test_exact (enlist_slice (written, size)), &message), ENLIST_OK);
  CHECK_NUMBER (message.bytes.size, 4090);

  message.bytes = diagnostic_cbor ("h'00'^4088");
  CHECK_STATUS (enlist_message_write (&message, written, 5000, &size), ENLIST_E_TOO_LARGE);
  CHECK_STATUS (read_notation ("[3, h'00'^4091, 0]", &message), ENLIST_E_TOO_LARGE);

  message.type = (EnlistMessageType) 19;
  CHECK_STATUS (enlist_message_write (&message, written, 5000, &size), ENLIST_E_RANGE);
}

static void
test_mutations (void)
{
  for (size_t i = 0; i < N_ELEMENTS (messages); i++)
    {
      EnlistSlice bytes = diagnostic_cbor (messages[i]);
      uint8_t *copy = test_memory (bytes.size);
      size_t mutated = bytes.size < 200 ? bytes.size : 200;
      EnlistMessage message;
      uint8_t written[ENLIST_MESSAGE_MAX];
      size_t size;

      test_context ("%s", messages[i]);
      for (size_t end = 0; end < bytes.size; end++)
        CHECK_STATUS (enlist_message_read (test_exact (enlist_slice (bytes.data, end)), &message),
                      ENLIST_E_TRUNCATED);

      for (size_t at = 0; at < mutated; at++)
        for (unsigned byte = 0; byte < 256; byte++)
          {
            memcpy (copy, bytes.data, bytes.size);
            copy[at] = (uint8_t) byte;
            if (enlist_message_read (enlist_slice (copy, bytes.size), &message) != ENLIST_OK)
              continue;
            CHECK_STATUS (enlist_message_write (&message, written, sizeof written, &size), ENLIST_OK);
            CHECK_BYTES (enlist_slice (written, size), enlist_slice (copy, bytes.size));
          }
    }
}

static EnlistSessionBinding
make_binding (void)
{
  EnlistSessionBinding binding;

  memset (binding.handshake_hash, 0xaa, sizeof binding.handshake_hash);
  memset (binding.session, 0xbb, sizeof binding.session);
  memset (binding.label_id, 0xcc, sizeof binding.label_id);

  return binding;
}

static void
test_report_signed (void)
{
  EnlistSessionBinding binding = make_binding ();
  EnlistSlice fields = diagnostic_cbor ("{5: [1, h'00'^32]}");
  EnlistSlice expected =
      diagnostic_cbor ("[\"enlist/1 report\", h'aa'^32, h'bb'^16, h'cc'^8, <<{5: [1, h'00'^32]}>>]");
  uint8_t *buffer = test_memory (fields.size + 96);
  size_t size = 0;

  CHECK_STATUS (enlist_message_report_signed (&binding, fields, buffer, fields.size + 96, &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (buffer, size), expected);
  CHECK_STATUS (enlist_message_report_signed (&binding, fields, buffer, expected.size - 1, &size),
                ENLIST_E_SPACE);

  /* The room that the header promises suffices for long fields, too. */
  fields = diagnostic_cbor ("h'00'^3997");
  CHECK_NUMBER (fields.size, 4000);
  buffer = test_memory (4000 + 96);
  CHECK_STATUS (enlist_message_report_signed (&binding, fields, buffer, 4000 + 96, &size), ENLIST_OK);
}

static void
test_done_signed (void)
{
  EnlistSessionBinding binding = make_binding ();
  uint8_t *buffer = test_memory (96);
  size_t size = 0;

  CHECK_STATUS (enlist_message_done_signed (&binding, ENLIST_DEVICE_OWNED, buffer, 96, &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (buffer, size),
               test_hex ("85"
                         "6d656e6c6973742f3120646f6e65"
                         "5820aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                         "50bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
                         "48cccccccccccccccc"
                         "02"));
}

static const TestCase cases[] = {
  { "/wire/message/10.3-round-trips", test_round_trips },
  { "/wire/message/10.3-members", test_members },
  { "/wire/message/10.3-refusals", test_refusals },
  { "/wire/message/11-limits", test_limits },
  { "/wire/message/10.3-mutations", test_mutations },
  { "/wire/message/10.5-report-signed", test_report_signed },
  { "/wire/message/10.6-done-signed", test_done_signed },
};

TEST_MAIN (cases)
