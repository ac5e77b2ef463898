/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <string.h>

#include "enlist-error.h"
#include "enlist-label-compiler.h"

#define HEAD "{\"enlist-label\":1,\"sequence\":1,\"vendor\":\"V\",\"model\":\"M\""
#define FIELDS HEAD \
  ",\"fields\":[{\"name\":\"pipe\",\"kind\":\"choice\"},{\"name\":\"mark\",\"kind\":\"text\"}]"
#define ASSISTANT(steps) FIELDS ",\"assistant\":[" steps "]}"
#define DEVICE(steps) FIELDS ",\"device\":[" steps "]}"

typedef struct {
  const char *source;
  const char *pointer;
  const char *reason;
  const char *suggestion; /* NULL: none */
} Case;

/* The message is "NAME: /json/pointer: reason (suggestion)". */
static void
check_cases (const Case *cases, gsize count)
{
  g_autoptr(EnlistPublisherKey) key = enlist_publisher_key_generate ("A", NULL);

  for (gsize i = 0; i < count; i++)
    {
      g_autoptr(JsonNode) source = json_from_string (cases[i].source, NULL);
      g_autofree char *start = g_strdup_printf ("my source.json: %s: ", cases[i].pointer);
      g_autofree char *end = g_strconcat (" (", cases[i].suggestion, ")", NULL);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", cases[i].source);
      g_assert_nonnull (source);
      g_assert_null (enlist_label_compile (source, "my source.json", NULL, NULL, key, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_SOURCE);
      g_assert_true (g_str_has_prefix (error->message, start));
      g_assert_nonnull (strstr (error->message + strlen (start), cases[i].reason));
      if (cases[i].suggestion != NULL)
        g_assert_true (g_str_has_suffix (error->message, end));
    }
}

static void
test_head (void)
{
  static const Case cases[] = {
    { "[]", "/", "a source is a JSON object", NULL },
    { "null", "/", "a source is a JSON object", NULL },
    { "{}", "/enlist-label", "a whole number belongs here", NULL },
    { "{\"enlist-label\":2,\"sequence\":1,\"vendor\":\"V\",\"model\":\"M\"}", "/enlist-label",
      "unknown version", "1" },
    { "{\"enlist-label\":1}", "/sequence", "a whole number belongs here", NULL },
    { "{\"enlist-label\":1,\"sequence\":1.5}", "/sequence", "a whole number belongs here", NULL },
    { "{\"enlist-label\":1,\"sequence\":-1}", "/sequence", "0 to 4294967295", NULL },
    { "{\"enlist-label\":1,\"sequence\":4294967296}", "/sequence", "0 to 4294967295", NULL },
    { "{\"enlist-label\":1,\"sequence\":1}", "/vendor", "“vendor” is missing", NULL },
    { "{\"enlist-label\":1,\"sequence\":1,\"vendor\":7}", "/vendor", "a string belongs here", NULL },
    { "{\"enlist-label\":1,\"sequence\":1,\"vendor\":\"\"}", "/vendor", "1 to 64 bytes", NULL },
    { "{\"enlist-label\":1,\"sequence\":1,\"vendor\":\"V\"}", "/model", "“model” is missing", NULL },
    { HEAD ",\"serial\":\"123456789012345678901234567890123\"}", "/serial", "1 to 32 bytes", NULL },
    { HEAD ",\"hardware\":\"123456789012345678901234567890123\"}", "/hardware", "1 to 32 bytes", NULL },
    { HEAD ",\"device-key\":\"00\"}", "/device-key", "64 hexadecimal digits", NULL },
    { HEAD ",\"asistant\":[]}", "/", "unknown member “asistant”", "did you mean “assistant”?" },
    { HEAD ",\"a/b~c\":[]}", "/", "unknown member “a/b~c”", NULL },
    { HEAD "}", "/", "“assistant”, “device” or both", NULL },
    { HEAD ",\"assistant\":7}", "/assistant", "an array belongs here", NULL },
    { HEAD ",\"assistant\":{}}", "/assistant", "the content is missing", "“program” or “hash”" },
    { HEAD ",\"device\":[]}", "/device", "at least one step", NULL },
    { HEAD ",\"transports\":\"ble:\"}", "/transports", "an array belongs here", NULL },
    { HEAD ",\"transports\":[\"ble:\",7]}", "/transports/1", "a string belongs here", NULL },
    { HEAD ",\"transports\":[\"ble:\",\"usb:\"]}", "/transports/1", "unknown transport “usb:”",
      "ble:, serial:HINT, tcp:HOST:PORT or unix:PATH" },
    { HEAD ",\"transports\":[\"ble:\",\"ble:\",\"ble:\",\"ble:\",\"ble:\"]}", "/transports/4", "at most 4",
      NULL },
    { HEAD ",\"transports\":[\"unix:device\"]}", "/transports/0", "not an absolute path", NULL },
    { HEAD ",\"transports\":[\"tcp:\"]}", "/transports/0", "needs an address", NULL },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_fields (void)
{
  static const Case cases[] = {
    { HEAD ",\"fields\":{}}", "/fields", "an array belongs here", NULL },
    { HEAD ",\"fields\":[\"pipe\"]}", "/fields/0", "a field is an object",
      "{\"name\": \"pipe\", \"kind\": \"choice\"}" },
    { HEAD ",\"fields\":[{\"name\":\"a\",\"kynd\":\"text\"}]}", "/fields/0", "unknown member “kynd”",
      "did you mean “kind”?" },
    { HEAD ",\"fields\":[{\"kind\":\"text\"}]}", "/fields/0/name", "a string belongs here", NULL },
    { HEAD ",\"fields\":[{\"name\":\"a\"}]}", "/fields/0/kind", "a string belongs here", NULL },
    { HEAD ",\"fields\":[{\"name\":\"a\",\"kind\":\"float\"}]}", "/fields/0/kind", "unknown kind “float”",
      "text, number, choice, yes-no, date, secret, place, position, owner, name, wifi, key, bytes or list" },
    { HEAD ",\"fields\":[{\"name\":\"a b\",\"kind\":\"text\"}]}", "/fields/0/name", "“a b” is registered",
      NULL },
    { HEAD ",\"fields\":[{\"name\":\"\",\"kind\":\"text\"}]}", "/fields/0/name", "1 to 32 letters", NULL },
    { HEAD ",\"fields\":[{\"name\":\"123456789012345678901234567890123\",\"kind\":\"text\"}]}",
      "/fields/0/name", "1 to 32 letters", NULL },
    { HEAD ",\"fields\":[{\"name\":\"wifi\",\"kind\":\"text\"}]}", "/fields/0/name", "“wifi” is registered",
      NULL },
    { HEAD ",\"fields\":[{\"name\":\"a\",\"kind\":\"text\"},{\"name\":\"a\",\"kind\":\"text\"}]}",
      "/fields/1/name", "“a” is declared twice", NULL },
    /* A field that is to stay out of records does not get there by a slip. */
    { HEAD ",\"fields\":[{\"name\":\"a\",\"kind\":\"text\",\"sensitive\":\"yes\"}]}", "/fields/0/sensitive",
      "true or false", NULL },
    { HEAD ",\"fields\":[{\"name\":\"a\",\"kind\":\"text\",\"remember\":true}]}", "/fields/0",
      "a question is what is remembered", "{\"ask\": [{\"field\": …, \"remember\": true}]}" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_steps (void)
{
  static const Case cases[] = {
    { ASSISTANT ("7"), "/assistant/0", "a string belongs here", NULL },
    { ASSISTANT ("\"end\",{\"aks\":[\"name\"]}"), "/assistant/1", "unknown operation “aks”",
      "did you mean “ask”?" },
    { ASSISTANT ("\"idntify\""), "/assistant/0", "unknown operation “idntify”", "did you mean “identify”?" },
    { ASSISTANT ("{}"), "/assistant/0", "unknown operation “”", NULL },
    { ASSISTANT ("\"ask\""), "/assistant/0", "“ask” needs arguments", NULL },
    { ASSISTANT ("{\"note\":\"a\",\"confrim\":true}"), "/assistant/0", "unknown member “confrim”",
      "did you mean “confirm”?" },
    { ASSISTANT ("{\"note\":\"a\",\"confirm\":\"yes\"}"), "/assistant/0/confirm", "true or false", NULL },
    { ASSISTANT ("{\"note\":7}"), "/assistant/0/note", "a string belongs here", NULL },
    { ASSISTANT ("{\"note\":{\"de\":\"a\"}}"), "/assistant/0/note", "must be the member “default”",
      "{\"default\": \"Pipe\", \"de\": \"Rohr\"}" },
    { ASSISTANT ("{\"note\":{\"default\":\"a\",\"de\":7}}"), "/assistant/0/note/de", "a string belongs here",
      NULL },
    { ASSISTANT ("{\"fail\":null}"), "/assistant/0/fail", "a string belongs here", NULL },
    { ASSISTANT ("{\"ask\":\"name\"}"), "/assistant/0/ask", "an array belongs here", NULL },
    { ASSISTANT ("{\"ask\":[\"name\",\"nmae\"]}"), "/assistant/0/ask/1", "unknown field “nmae”",
      "did you mean “name”?" },
    { ASSISTANT ("{\"ask\":[\"somethingelse\"]}"), "/assistant/0/ask/0", "unknown field",
      "declare it under “fields”" },
    { ASSISTANT ("{\"ask\":[{\"label\":\"a\"}]}"), "/assistant/0/ask/0/field", "a string belongs here",
      NULL },
    { ASSISTANT ("{\"ask\":[{\"field\":\"mark\",\"lable\":\"a\"}]}"), "/assistant/0/ask/0",
      "unknown member “lable”", "did you mean “label”?" },
    { ASSISTANT ("{\"ask\":[{\"field\":\"mark\",\"minimum\":\"1\"}]}"), "/assistant/0/ask/0/minimum",
      "a whole number belongs here", NULL },
    { ASSISTANT ("{\"ask\":[{\"field\":\"pipe\",\"options\":\"a\"}]}"), "/assistant/0/ask/0/options",
      "an array belongs here", NULL },
    { ASSISTANT ("{\"ask\":[{\"field\":\"pipe\",\"options\":[\"a\",7]}]}"), "/assistant/0/ask/0/options/1",
      "a string belongs here", NULL },
    { ASSISTANT ("{\"ask\":[{\"field\":\"mark\",\"default\":7}]}"), "/assistant/0/ask/0/default", "text",
      NULL },
    { ASSISTANT ("{\"ask\":[{\"field\":\"mark\",\"optional\":1}]}"), "/assistant/0/ask/0/optional",
      "true or false", NULL },
    { ASSISTANT ("{\"await\":[\"device.key\"],\"seconds\":\"60\"}"), "/assistant/0/seconds",
      "a whole number belongs here", NULL },
    { ASSISTANT ("{\"await\":[\"device.kye\"]}"), "/assistant/0/await/0", "unknown field",
      "did you mean “device.key”?" },
    { ASSISTANT ("{\"send\":{}}"), "/assistant/0/send", "an array belongs here", NULL },
    { ASSISTANT ("{\"check\":true}"), "/assistant/0/message", "a string belongs here", NULL },
    { ASSISTANT ("{\"if\":true}"), "/assistant/0/then", "an array belongs here", NULL },
    { ASSISTANT ("{\"if\":true,\"then\":[]}"), "/assistant/0/then", "at least one step", NULL },
    { ASSISTANT ("{\"if\":true,\"then\":[\"end\"],\"else\":[\"end\",\"edn\"]}"), "/assistant/0/else/1",
      "unknown operation", "did you mean “end”?" },
    { DEVICE ("{\"call\":\"wifi.jon\"}"), "/device/0/call", "unknown function “wifi.jon”",
      "did you mean “wifi.join”?" },
    { DEVICE ("{\"call\":\"own-function\"}"), "/device/0/call", "unknown function",
      "use the number for a function of the vendor’s own" },
    { DEVICE ("{\"call\":65536}"), "/device/0/call", "from 0 to 65535", NULL },
    { DEVICE ("{\"call\":-1}"), "/device/0/call", "from 0 to 65535", NULL },
    { DEVICE ("{\"call\":64,\"with\":5}"), "/device/0/with", "an array belongs here", NULL },
    { DEVICE ("{\"call\":64,\"with\":[1,[]]}"), "/device/0/with/1", "an expression belongs here",
      "{\"field\": \"name\"}, a literal, or {\"equal\": [a, b]}" },
    { DEVICE ("{\"call\":64,\"into\":[\"mrak\"]}"), "/device/0/into/0", "unknown field",
      "did you mean “mark”?" },
    { DEVICE ("{\"call\":64,\"title\":7}"), "/device/0/title", "a string belongs here", NULL },
    { DEVICE ("{\"set\":[{\"field\":\"mark\"}]}"), "/device/0/set/0/to", "an expression belongs here", NULL },
    { DEVICE ("{\"set\":[{\"filed\":\"mark\"}]}"), "/device/0/set/0", "unknown member “filed”",
      "did you mean “field”?" },
    { DEVICE ("{\"make-key\":\"rsa\",\"into\":\"device.key\"}"), "/device/0/make-key", "unknown key type",
      "“ed25519”, “x25519” or “p-256”" },
    { DEVICE ("{\"make-key\":\"ed25519\"}"), "/device/0/into", "a string belongs here", NULL },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_control (void)
{
  static const Case cases[] = {
    { DEVICE ("{\"try\":[]}"), "/device/0", "the program does not validate: type", NULL },
    { DEVICE ("{\"try\":[\"end\"]}"), "/device/0/try/0", "an array belongs here", NULL },
    { DEVICE ("{\"try\":[[\"end\"],[]]}"), "/device/0/try/1", "at least one step", NULL },
    { DEVICE ("{\"try\":[[\"end\"],[\"end\",\"edn\"]]}"), "/device/0/try/1/1", "unknown operation",
      "did you mean “end”?" },
    { DEVICE ("{\"tyr\":[]}"), "/device/0", "unknown operation “tyr”", "did you mean “try”?" },
    { DEVICE ("{\"repeat\":\"3\",\"do\":[\"end\"]}"), "/device/0/repeat", "a whole number", NULL },
    { DEVICE ("{\"repeat\":0,\"do\":[\"end\"]}"), "/device/0/repeat", "1 to 255 times", NULL },
    { DEVICE ("{\"repeat\":256,\"do\":[\"end\"]}"), "/device/0/repeat", "1 to 255 times", NULL },
    { DEVICE ("{\"repeat\":1}"), "/device/0/do", "an array belongs here", NULL },
    { DEVICE ("{\"repeat\":1,\"steps\":[\"end\"]}"), "/device/0", "unknown member “steps”", NULL },
    { DEVICE ("{\"repeat\":1,\"do\":[\"end\"],\"until\":[]}"), "/device/0/until", "an expression",
      "{\"field\": \"name\"}, a literal, or {\"equal\": [a, b]}" },
    { DEVICE ("{\"let\":\"mrak\",\"be\":1}"), "/device/0/let", "unknown field “mrak”",
      "did you mean “mark”?" },
    { DEVICE ("{\"let\":\"mark\"}"), "/device/0/be", "an expression belongs here", NULL },
    { DEVICE ("{\"let\":\"mark\",\"bee\":1}"), "/device/0", "unknown member “bee”", "did you mean “be”?" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_assistant_steps (void)
{
  static const Case cases[] = {
    { ASSISTANT ("{\"lookup\":[],\"into\":[\"mark\"]}"), "/assistant/0/lookup", "an expression", NULL },
    { ASSISTANT ("{\"lookup\":\"1\"}"), "/assistant/0/into", "an array belongs here", NULL },
    { ASSISTANT ("{\"lookup\":\"1\",\"into\":[\"mrak\"]}"), "/assistant/0/into/0", "unknown field",
      "did you mean “mark”?" },
    { ASSISTANT ("{\"lookup\":\"1\",\"int\":[]}"), "/assistant/0", "unknown member “int”",
      "did you mean “into”?" },
    { ASSISTANT ("{\"relay\":\"mark\"}"), "/assistant/0/relay", "an array belongs here", NULL },
    { ASSISTANT ("{\"relay\":[7]}"), "/assistant/0/relay/0", "a string belongs here", NULL },
    { ASSISTANT ("\"relay\""), "/assistant/0", "“relay” needs arguments", NULL },
    { ASSISTANT ("{\"configure\":[{\"field\":\"mark\"}]}"), "/assistant/0/configure/0/to",
      "an expression belongs here", NULL },
    { ASSISTANT ("{\"configure\":{}}"), "/assistant/0/configure", "an array belongs here", NULL },
    { ASSISTANT ("{\"ask\":[{\"field\":\"mark\",\"remember\":1}]}"), "/assistant/0/ask/0/remember",
      "true or false", NULL },
    { ASSISTANT ("{\"ask\":[{\"field\":\"mark\",\"pattern\":7}]}"), "/assistant/0/ask/0/pattern",
      "a string belongs here", NULL },
    { ASSISTANT ("{\"ask\":[{\"field\":\"mark\",\"pattern\":\"[a-z]+(x|y)\"}]}"),
      "/assistant/0/ask/0/pattern", "no pattern: “[a-z]+(” is as far", "[A-Z]{2}[0-9]+" },
    { ASSISTANT ("{\"ask\":[{\"field\":\"mark\",\"pattern\":\"\"}]}"), "/assistant/0/ask/0/pattern",
      "no pattern", NULL },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_device_steps (void)
{
  static const Case cases[] = {
    { DEVICE ("{\"csr\":\"device.kye\"}"), "/device/0/csr", "unknown field", "did you mean “device.key”?" },
    { DEVICE ("{\"csr\":\"device.key\",\"into\":\"mark\"}"), "/device/0/subject", "an expression",
      NULL },
    { DEVICE ("{\"csr\":\"device.key\",\"subject\":\"a\"}"), "/device/0/into", "a string belongs here",
      NULL },
    { DEVICE ("{\"csr\":\"device.key\",\"subjct\":\"a\"}"), "/device/0", "unknown member “subjct”",
      "did you mean “subject”?" },
    { DEVICE ("{\"install\":\"defaults\"}"), "/device/0/install", "an array belongs here", NULL },
    { DEVICE ("{\"install\":[7]}"), "/device/0/install/0", "a string belongs here", NULL },
    { DEVICE ("{\"install\":[\"x\"]}"), "/device/0/install/0", "unknown part “x”",
      "name it under “configurations” or “iot-applications”" },
    { FIELDS ",\"configurations\":{\"defaults\":{\"values\":{}}},\"device\":[{\"install\":[\"default\"]}]}",
      "/device/0/install/0", "unknown part “default”", "did you mean “defaults”?" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

#define PARTS(parts) FIELDS ",\"device\":[\"end\"]," parts "}"
#define CONFIGURATION(content) PARTS ("\"configurations\":{\"a/b\":" content "}")
#define PROGRAM(content) PARTS ("\"iot-applications\":{\"app\":" content "}")
#define WHEN(trigger) PROGRAM ("{\"program\":[{\"when\":" trigger ",\"do\":[\"end\"]}]}")

static void
test_parts (void)
{
  static const Case cases[] = {
    { PARTS ("\"configurations\":[]"), "/configurations", "gives every part a name",
      "{\"defaults\": {…}}" },
    { CONFIGURATION ("7"), "/configurations/a~1b", "an object belongs here",
      "{\"values\": {\"interval\": 300}}" },
    { CONFIGURATION ("{}"), "/configurations/a~1b", "the content is missing",
      "“values”, “file”, “data” or “hash”" },
    { CONFIGURATION ("{\"value\":{}}"), "/configurations/a~1b", "unknown member “value”",
      "did you mean “values”?" },
    { CONFIGURATION ("{\"values\":{},\"data\":\"AA\"}"), "/configurations/a~1b",
      "“values” and “data” exclude each other", NULL },
    { CONFIGURATION ("{\"values\":[]}"), "/configurations/a~1b/values", "an object of fields",
      "{\"interval\": 300}" },
    { CONFIGURATION ("{\"values\":{\"intervall\":1}}"), "/configurations/a~1b/values",
      "unknown field “intervall”", "did you mean “interval”?" },
    { CONFIGURATION ("{\"values\":{\"interval\":\"1\"}}"), "/configurations/a~1b/values/interval",
      "a whole number", NULL },
    { CONFIGURATION ("{\"values\":{\"interval\":{\"cbor\":\"=\"}}}"),
      "/configurations/a~1b/values/interval/cbor", "base64url", NULL },
    { CONFIGURATION ("{\"values\":{\"name\":\"a\",\"interval\":{\"cbor\":\"YWFh\"}}}"),
      "/configurations/a~1b/values/interval/cbor", "not one CBOR item", NULL },
    /* A text where a number belongs, which only the validation sees. */
    { CONFIGURATION ("{\"values\":{\"name\":\"a\",\"interval\":{\"cbor\":\"YWE\"}}}"),
      "/configurations/a~1b/values/interval/cbor", "the configuration does not validate: type", NULL },
    { CONFIGURATION ("{\"values\":{},\"media\":\"text/plain\"}"), "/configurations/a~1b",
      "“values” is of no other media type", "“file” or “data”" },
    { CONFIGURATION ("{\"data\":\"AA\",\"media\":\"\"}"), "/configurations/a~1b/media", "1 to 64 bytes",
      NULL },
    { CONFIGURATION ("{\"data\":\"AA\"}"), "/configurations/a~1b",
      "the configuration does not validate: type", NULL },
    { CONFIGURATION ("{\"data\":\"\",\"media\":\"a/b\"}"), "/configurations/a~1b", "1 to 262144 bytes",
      NULL },
    { CONFIGURATION ("{\"data\":\"A\"}"), "/configurations/a~1b/data", "base64url", NULL },
    { CONFIGURATION ("{\"file\":\"no-such-file\"}"), "/configurations/a~1b/file", "no-such-file",
      "the path is relative to the source" },
    { CONFIGURATION ("{\"hash\":\"00\"}"), "/configurations/a~1b/hash", "32 hexadecimal digits", NULL },
    { CONFIGURATION ("{\"hash\":\"00112233445566778899aabbccddeeff\"}"), "/configurations/a~1b/size",
      "a whole number", NULL },
    { CONFIGURATION ("{\"hash\":\"00112233445566778899aabbccddeeff\",\"size\":262145}"),
      "/configurations/a~1b/size", "1 to 262144 bytes", NULL },
    { CONFIGURATION ("{\"values\":{},\"absent\":1}"), "/configurations/a~1b/absent", "true or false", NULL },
    { PARTS ("\"configurations\":{\"a\":{\"values\":{}}},\"iot-applications\":{\"a\":{}}"),
      "/iot-applications/a", "another part is called “a” already", NULL },
    { PARTS ("\"configurations\":{\"a\":{\"values\":{}}},\"order\":[\"a\",\"a\"]"), "/order",
      "all 1 configurations", NULL },
    { PARTS ("\"configurations\":{\"a\":{\"values\":{}}},\"order\":[\"b\"]"), "/order/0",
      "“b” is an unknown part", NULL },
    { PARTS ("\"configurations\":{\"a\":{\"values\":{}},\"b\":{\"values\":{}}},\"order\":[\"b\",\"b\"]"),
      "/order/1", "“b” is here already", NULL },
    { PARTS ("\"order\":7"), "/order", "an array belongs here", NULL },
    { PROGRAM ("[]"), "/iot-applications/app", "an object belongs here",
      "{\"program\": [{\"when\": …, \"do\": […]}]}" },
    { PROGRAM ("{\"program\":[\"end\"]}"), "/iot-applications/app/program/0",
      "the IoT application does not validate: role", NULL },
    { PROGRAM ("{\"program\":[{\"when\":\"start\",\"do\":[\"end\",{\"set\":[\"name\"]}]}]}"),
      "/iot-applications/app/program/0/do/1", "the IoT application does not validate: role", NULL },
    { PROGRAM ("{\"program\":[{\"when\":\"start\"}]}"), "/iot-applications/app/program/0/do",
      "an array belongs here", NULL },
    { WHEN ("\"begin\""), "/iot-applications/app/program/0/when", "a trigger belongs here",
      "“start”, {\"every\": 60} or {\"event\": \"button\"}" },
    { WHEN ("{}"), "/iot-applications/app/program/0/when", "a trigger belongs here", NULL },
    { WHEN ("{\"every\":[]}"), "/iot-applications/app/program/0/when/every", "an expression belongs here",
      NULL },
    { WHEN ("{\"every\":\"x\"}"), "/iot-applications/app/program/0/when/every",
      "the IoT application does not validate: type", NULL },
    { WHEN ("{\"event\":\"buton\"}"), "/iot-applications/app/program/0/when/event",
      "unknown event “buton”", "did you mean “button”?" },
    { WHEN ("{\"event\":65536}"), "/iot-applications/app/program/0/when/event", "from 0 to 65535", NULL },
    { WHEN ("{\"event\":1,\"into\":[\"mrak\"]}"), "/iot-applications/app/program/0/when/into/0",
      "unknown field", "did you mean “mark”?" },
    { HEAD ",\"device\":{\"program\":[\"end\"],\"media\":\"a/b\"}}", "/device", "unknown member “media”",
      NULL },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

#define TWO(second) \
  FIELDS ",\"applications\":[{\"title\":\"One\",\"assistant\":[\"end\"]}," second "]}"

static void
test_applications (void)
{
  static const Case cases[] = {
    { FIELDS ",\"applications\":{}}", "/applications", "an array belongs here", NULL },
    { FIELDS ",\"applications\":[{\"title\":\"One\",\"assistant\":[\"end\"]}]}", "/applications",
      "2 to 16 applications", "a single one is “assistant” and “device” at the top" },
    { FIELDS ",\"applications\":[],\"device\":[\"end\"]}", "/applications", "belong inside", NULL },
    { TWO ("7"), "/applications/1", "an application is an object", NULL },
    { TWO ("{\"device\":[\"end\"]}"), "/applications/1/title", "a string belongs here", NULL },
    { TWO ("{\"title\":\"Two\"}"), "/applications/1", "an application has “assistant”, “device” or both",
      NULL },
    { TWO ("{\"titel\":\"Two\"}"), "/applications/1", "unknown member “titel”", "did you mean “title”?" },
    { TWO ("{\"title\":\"Two\",\"device\":[\"edn\"]}"), "/applications/1/device/0", "unknown operation",
      "did you mean “end”?" },
    { TWO ("{\"title\":\"Two\",\"device\":[\"end\",{\"try\":[[\"end\"],[\"end\",{\"set\":[\"mark\"]}]]}]}"),
      "/applications/1/device/1/try/1/1/set/0",
      "the program does not validate: unwritten, field “mark” (write it on every way that leads here)",
      NULL },
    { TWO ("{\"title\":\"Two\",\"assistant\":[\"end\"],\"device\":[{\"need\":[\"name\",\"pipe\"]}]}"),
      "/applications/1/device/0/need/0", "unmet, field “name”", NULL },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

#define CHECK(expression) DEVICE ("\"end\",{\"check\":" expression ",\"message\":\"a\"}")

static void
test_expressions (void)
{
  static const Case cases[] = {
    { CHECK ("1.5"), "/device/1/check", "fractions have no place", "scale it to a whole number" },
    { CHECK ("[]"), "/device/1/check", "an expression belongs here", NULL },
    { CHECK ("{}"), "/device/1/check", "exactly one operator", NULL },
    { CHECK ("{\"equal\":[1,1],\"not\":true}"), "/device/1/check", "exactly one operator", NULL },
    { CHECK ("{\"eqaul\":[1,1]}"), "/device/1/check", "unknown operator “eqaul”", "did you mean “equal”?" },
    { CHECK ("{\"equal\":1}"), "/device/1/check/equal", "“equal” takes an array", NULL },
    { CHECK ("{\"equal\":[1,{\"field\":\"mrak\"}]}"), "/device/1/check/equal/1/field", "unknown field",
      "did you mean “mark”?" },
    { CHECK ("{\"present\":\"mrak\"}"), "/device/1/check/present", "unknown field", "did you mean “mark”?" },
    { CHECK ("{\"not\":{\"and\":[true,[]]}}"), "/device/1/check/not/and/1", "an expression belongs here",
      NULL },
    { CHECK ("{\"kind\":\"kye\",\"value\":1}"), "/device/1/check", "known kind",
      "{\"kind\": \"key\", \"value\": …}" },
    { CHECK ("{\"kind\":\"key\"}"), "/device/1/check", "known kind", NULL },
    { CHECK ("{\"kind\":7,\"value\":1}"), "/device/1/check/kind", "a string belongs here", NULL },
    { CHECK ("{\"bytes\":7}"), "/device/1/check/bytes", "a string belongs here", NULL },
    { CHECK ("{\"bytes\":\"=\"}"), "/device/1/check/bytes", "base64url", NULL },
    { CHECK ("{\"cbor\":\"\"}"), "/device/1/check/cbor", "not one CBOR item", NULL },
    { CHECK ("{\"kind\":\"text\",\"vlaue\":1}"), "/device/1/check", "unknown member “vlaue”",
      "did you mean “value”?" },
    { CHECK ("{\"kind\":\"number\",\"value\":\"1\"}"), "/device/1/check/value", "a whole number", NULL },
    { CHECK ("{\"kind\":\"wifi\",\"value\":{\"ssid\":\"a\",\"password\":\"12345678\"}}"),
      "/device/1/check/value", "“password”", NULL },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* What is well-formed and yet no valid program: the step that the validation names, the status of 12.5. */
static void
test_validation (void)
{
  static const Case cases[] = {
    { DEVICE ("\"end\",{\"set\":[\"mark\"]}"), "/device/1/set/0",
      "the program does not validate: unwritten, field “mark”",
      "write it on every way that leads here" },
    { DEVICE ("{\"if\":true,\"then\":[\"end\",{\"set\":[\"mark\"]}]}"), "/device/0/then/1/set/0",
      "unwritten", NULL },
    { ASSISTANT ("{\"need\":[\"mark\"]}"), "/assistant/0", "the program does not validate: role",
      "the operation belongs to the other end" },
    { DEVICE ("{\"need\":[\"mark\"]},{\"ask\":[\"mark\"]}"), "/device/1",
      "the program does not validate: role", NULL },
    { ASSISTANT ("{\"ask\":[\"mark\",\"pipe\"]}"), "/assistant/0/ask/1",
      "the program does not validate: type", NULL },
    { ASSISTANT ("{\"check\":5,\"message\":\"a\"}"), "/assistant/0/check",
      "the program does not validate: type", NULL },
    { ASSISTANT ("{\"check\":{\"and\":[true,{\"not\":{\"equal\":[1,{\"and\":[7]}]}}]},\"message\":\"a\"}"),
      "/assistant/0/check/and/1/not/equal/1/and/0", "the program does not validate: type", NULL },
    { ASSISTANT ("{\"ask\":[\"mark\"]},{\"await\":[\"mark\"],\"seconds\":0}"), "/assistant/1/seconds",
      "the program does not validate: range", NULL },
    { DEVICE ("{\"try\":[[{\"make-key\":\"ed25519\",\"into\":\"device.key\"}],[\"end\"]]}"),
      "/device/0/try/0/0", "the program does not validate: once", "move it out of “try” and “repeat”" },
    { ASSISTANT ("{\"ask\":[\"wifi\"]},{\"record\":[\"wifi\"]}"), "/assistant/1/record/0",
      "the program does not validate: receiver, field “wifi”", NULL },
    /* Both programs together. */
    { HEAD ",\"assistant\":[\"end\"],\"device\":[\"end\",{\"need\":[\"name\"]}]}", "/device/1/need/0",
      "the program does not validate: unmet, field “name”", "no “send” of the assistant names it" },
    { HEAD ",\"assistant\":[\"end\",{\"await\":[\"device.key\"]}],\"device\":[\"end\"]}",
      "/assistant/1/await/0",
      "the program does not validate: unmet, field “device.key”", "no “report” of the device names it" },
    { DEVICE ("{\"report\":[\"device.serial\"]}"), "/device/0/report/0",
      "the program does not validate: unwritten",
      "write it on every way that leads here: an Ed25519 key for “report” and “lock”, an owner for “lock”" },
    { ASSISTANT ("{\"ask\":[\"pipe\"]}"), "/assistant/0/ask/0",
      "the program does not validate: type, field “pipe”",
      "its kind, choice, does not fit; a question about a choice has 2 to 32 “options”" },
    { ASSISTANT ("{\"ask\":[{\"field\":\"interval\",\"minimum\":10,\"default\":5}]}"),
      "/assistant/0/ask/0",
      "the program does not validate: range, field “interval”",
      "minimum, maximum and default must fit each other and its kind" },
    { ASSISTANT ("{\"await\":[\"device.key\"],\"seconds\":4000}"), "/assistant/0/seconds",
      "the program does not validate: range", "a number, a size or a count is outside of its limits" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* Steps that would take 257 are refused at the program, and 256 are not. */
static void
test_step_budget (void)
{
  g_autoptr(EnlistPublisherKey) key = enlist_publisher_key_generate ("A", NULL);

  for (guint count = 256; count <= 257; count++)
    {
      g_autoptr(GString) json = g_string_new (HEAD ",\"assistant\":[");
      g_autoptr(JsonNode) source = NULL;
      g_autoptr(EnlistLabel) label = NULL;
      g_autoptr(GError) error = NULL;

      for (guint i = 0; i < count; i++)
        g_string_append (json, i > 0 ? ",\"identify\"" : "\"identify\"");
      g_string_append (json, "]}");
      source = json_from_string (json->str, NULL);
      label = enlist_label_compile (source, "a", NULL, NULL, key, &error);
      if (count == 256)
        g_assert_no_error (error);
      else
        g_assert_nonnull (strstr (error->message, "budget"));
      g_assert_true ((label != NULL) == (count == 256));
    }
}

static void
test_too_large (void)
{
  g_autoptr(EnlistPublisherKey) key = enlist_publisher_key_generate ("A", NULL);
  g_autofree char *text = g_strnfill (17000, 'x');
  g_autofree char *json = g_strconcat (HEAD ",\"assistant\":[{\"note\":\"", text, "\"}]}", NULL);
  g_autoptr(JsonNode) source = json_from_string (json, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (enlist_label_compile (source, "a", NULL, NULL, key, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_SOURCE);
  g_assert_true (g_str_has_prefix (error->message, "a: /assistant: the program is larger"));
}

static void
test_other_device (void)
{
  g_autoptr(EnlistPublisherKey) key = enlist_publisher_key_generate ("A", NULL);
  g_autoptr(EnlistDeviceValues) device = enlist_device_values_generate ("V", "N", NULL, NULL, FALSE, NULL);
  g_autoptr(JsonNode) source = json_from_string (HEAD ",\"assistant\":[\"end\"]}", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (enlist_label_compile (source, "a", NULL, device, key, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, "the device is a “V N”"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/source/head", test_head);
  g_test_add_func ("/core/source/6.5-fields", test_fields);
  g_test_add_func ("/core/source/8-steps", test_steps);
  g_test_add_func ("/core/source/8.2-control", test_control);
  g_test_add_func ("/core/source/8.3-assistant", test_assistant_steps);
  g_test_add_func ("/core/source/8.4-device", test_device_steps);
  g_test_add_func ("/core/source/7.5-parts", test_parts);
  g_test_add_func ("/core/source/7.2-applications", test_applications);
  g_test_add_func ("/core/source/8.7-expressions", test_expressions);
  g_test_add_func ("/core/source/8.5-validation-names-the-step", test_validation);
  g_test_add_func ("/core/source/8.1-step-budget", test_step_budget);
  g_test_add_func ("/core/source/too-large", test_too_large);
  g_test_add_func ("/core/source/other-device", test_other_device);
  return g_test_run ();
}
