/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "double.h"

#include <stdio.h>

#include "crypto-sodium.h"
#include "test.h"

static uint64_t
now (void *context)
{
  return ((Double *) context)->now;
}

static bool
strikes (Double *platform, Fault fault)
{
  return platform->fault == fault && platform->operations == platform->fault_at;
}

/* Whether the operation has its effect. */
static bool
begin_operation (Double *platform)
{
  if (strikes (platform, FAULT_CUT))
    {
      platform->fault = FAULT_NONE;
      longjmp (platform->cut, 1);
    }

  return !strikes (platform, FAULT_FAIL);
}

static EnlistStatus
end_operation (Double *platform)
{
  bool fails = strikes (platform, FAULT_FAIL) || strikes (platform, FAULT_FAIL_AFTER);

  if (strikes (platform, FAULT_CUT_AFTER))
    {
      platform->fault = FAULT_NONE;
      longjmp (platform->cut, 1);
    }
  platform->operations++;

  return fails ? ENLIST_E_STORAGE : ENLIST_OK;
}

static EnlistStatus
read_state (void *context, uint8_t *buffer, size_t capacity, size_t *size)
{
  Double *platform = context;

  if (platform->state_size > capacity)
    return ENLIST_E_SPACE;
  memcpy (buffer, platform->state, platform->state_size);
  *size = platform->state_size;

  return ENLIST_OK;
}

static EnlistStatus
write_state (void *context, EnlistSlice state)
{
  Double *platform = context;

  if (state.size > sizeof platform->state)
    return ENLIST_E_SPACE;
  if (begin_operation (platform))
    {
      memcpy (platform->state, state.data, state.size);
      platform->state_size = state.size;
    }

  return end_operation (platform);
}

static bool
fuse_is_locked (void *context)
{
  return ((Double *) context)->fuse;
}

static EnlistStatus
lock_fuse (void *context, const uint8_t owner_key[ENLIST_ED25519_PUBLIC_SIZE])
{
  Double *platform = context;

  if (platform->fuse_stuck)
    return ENLIST_E_STORAGE;
  if (begin_operation (platform))
    {
      platform->fuse = true;
      memcpy (platform->fuse_key, owner_key, sizeof platform->fuse_key);
    }

  return end_operation (platform);
}

static void
identify (void *context)
{
  ((Double *) context)->blinks++;
}

static void
count_event (void *context, const EnlistEvent *event)
{
  Double *platform = context;

  platform->events[event->type]++;
  if (event->step >= 0)
    platform->last = *event;
}

/* Takes three polls, and then only the right passphrase. */
static EnlistCallResult
wifi_join (void *context, EnlistFunctionCall *call)
{
  Double *platform = context;
  EnlistCborReader reader;
  EnlistSlice passphrase = { 0 };
  size_t count;

  platform->polls = call->first ? 0 : platform->polls + 1;
  if (platform->polls < 3)
    return ENLIST_CALL_PENDING;

  enlist_cbor_reader_init (&reader, call->arguments[0]);
  enlist_cbor_read_array (&reader, &count);
  enlist_cbor_read_item (&reader, NULL);
  enlist_cbor_read_text (&reader, &passphrase);
  if (enlist_slice_equal (passphrase, enlist_slice_text (PASSPHRASE)))
    {
      platform->joins++;
      return ENLIST_CALL_DONE;
    }
  snprintf (call->text, sizeof call->text, "wrong passphrase");

  return ENLIST_CALL_FAILED;
}

static EnlistCallResult
calibrate (void *context, EnlistFunctionCall *call)
{
  EnlistCborReader reader;
  int64_t offset = 0;

  enlist_cbor_reader_init (&reader, call->arguments[0]);
  enlist_cbor_read_integer (&reader, &offset);
  enlist_cbor_write_integer (call->results, 2150 + offset);

  return ENLIST_CALL_DONE;
}

/* A firmware that does not keep its word */
static EnlistCallResult
answer_text (void *context, EnlistFunctionCall *call)
{
  enlist_cbor_write_string (call->results, "not a number");

  return ENLIST_CALL_DONE;
}

static EnlistCallResult
answer_nothing (void *context, EnlistFunctionCall *call)
{
  return ENLIST_CALL_DONE;
}

/* Writes down what it was called with. */
static void
note_call (Double *platform, const char *name, const EnlistSlice *arguments, unsigned count)
{
  size_t size = strlen (platform->calls);

  size += (size_t) snprintf (platform->calls + size, sizeof platform->calls - size, "%s(", name);
  for (unsigned i = 0; i < count; i++)
    {
      EnlistCborReader reader;
      EnlistSlice text;
      int64_t number;

      enlist_cbor_reader_init (&reader, arguments[i]);
      if (enlist_cbor_read_integer (&reader, &number) == ENLIST_OK)
        size += (size_t) snprintf (platform->calls + size, sizeof platform->calls - size, "%s%d",
                                   i > 0 ? "," : "", (int) number);
      else if (enlist_cbor_read_text (&reader, &text) == ENLIST_OK)
        size += (size_t) snprintf (platform->calls + size, sizeof platform->calls - size, "%s%.*s",
                                   i > 0 ? "," : "", (int) text.size, (const char *) text.data);
      else
        size += (size_t) snprintf (platform->calls + size, sizeof platform->calls - size, "%s?",
                                   i > 0 ? "," : "");
    }
  snprintf (platform->calls + size, sizeof platform->calls - size, ")");
}

static EnlistCallResult
note_71 (void *context, EnlistFunctionCall *call)
{
  note_call (context, "71", call->arguments, 2);

  return ENLIST_CALL_DONE;
}

static EnlistCallResult
note_74 (void *context, EnlistFunctionCall *call)
{
  note_call (context, "74", call->arguments, 2);

  return ENLIST_CALL_DONE;
}

static EnlistCallResult
publish (void *context, EnlistFunctionCall *call)
{
  note_call (context, "publish", call->arguments, 2);

  return ENLIST_CALL_DONE;
}

/* Fails as often as the test wants, and answers when it does not. */
static EnlistCallResult
fail_sometimes (void *context, EnlistFunctionCall *call)
{
  Double *platform = context;

  if (platform->failing == 0)
    return ENLIST_CALL_DONE;
  platform->failing--;
  snprintf (call->text, sizeof call->text, "not now");

  return ENLIST_CALL_FAILED;
}

const DoublePart *
double_find_part (const Double *platform, const uint8_t *hash)
{
  for (unsigned i = 0; i < DOUBLE_PARTS; i++)
    if (platform->parts[i].bytes != NULL
        && memcmp (platform->parts[i].hash, hash, ENLIST_PART_HASH_SIZE) == 0)
      return &platform->parts[i];

  return NULL;
}

static DoublePart *
find_part (Double *platform, const uint8_t *hash)
{
  return (DoublePart *) double_find_part (platform, hash);
}

unsigned
double_count_parts (const Double *platform)
{
  unsigned count = 0;

  for (unsigned i = 0; i < DOUBLE_PARTS; i++)
    count += platform->parts[i].bytes != NULL;

  return count;
}

static bool
accepts_media (void *context, EnlistRole role, EnlistSlice media)
{
  const Double *platform = context;

  if (media.size == 0)
    return role == ENLIST_ROLE_APP && platform->runs_applications;

  return platform->media != NULL && enlist_slice_equal (media, enlist_slice_text (platform->media));
}

static uint32_t
part_size (void *context, const uint8_t *hash)
{
  const DoublePart *part = find_part (context, hash);

  return part != NULL ? part->size : 0;
}

static DoublePart *
new_part (Double *platform, const uint8_t *hash, uint32_t total)
{
  size_t sum = total;
  DoublePart *part = NULL;

  for (unsigned i = 0; i < DOUBLE_PARTS; i++)
    if (platform->parts[i].bytes != NULL)
      sum += platform->parts[i].total;
    else
      part = &platform->parts[i];
  if (part == NULL || (platform->parts_limit > 0 && sum > platform->parts_limit))
    return NULL;

  *part = (DoublePart) { .bytes = test_memory (total), .total = total };
  memcpy (part->hash, hash, ENLIST_PART_HASH_SIZE);

  return part;
}

static EnlistStatus
part_write (void *context, const uint8_t *hash, uint32_t total, uint32_t offset, EnlistSlice bytes)
{
  Double *platform = context;
  DoublePart *part = find_part (platform, hash);

  platform->part_writes++;
  if (platform->part_writes == platform->full_at)
    return ENLIST_E_STORAGE;
  if (part == NULL)
    part = new_part (platform, hash, total);
  if (part == NULL)
    return ENLIST_E_STORAGE;
  CHECK_NUMBER (offset, part->size);
  CHECK_NUMBER (total, part->total);
  if (!CHECK (offset + bytes.size <= part->total))
    return ENLIST_E_STORAGE;

  memcpy (part->bytes + offset, bytes.data, bytes.size);
  part->size += (uint32_t) bytes.size;
  if (platform->cut_at > 0 && part->size >= platform->cut_at)
    {
      platform->cut_at = 0;
      longjmp (platform->cut, 1);
    }

  return ENLIST_OK;
}

static EnlistStatus
part_read (void *context, const uint8_t *hash, uint32_t offset, uint8_t *buffer, size_t size)
{
  const DoublePart *part = find_part (context, hash);

  if (part == NULL || offset + size > part->size)
    return ENLIST_E_STORAGE;
  memcpy (buffer, part->bytes + offset, size);

  return ENLIST_OK;
}

static void
part_keep (void *context, const uint8_t (*hashes)[ENLIST_PART_HASH_SIZE], size_t count)
{
  Double *platform = context;

  for (unsigned i = 0; i < DOUBLE_PARTS; i++)
    {
      bool kept = false;

      for (size_t j = 0; j < count; j++)
        kept |= memcmp (platform->parts[i].hash, hashes[j], ENLIST_PART_HASH_SIZE) == 0;
      if (!kept)
        platform->parts[i] = (DoublePart) { 0 };
    }
}

void
double_init (Double *platform)
{
  static const EnlistFunction functions[] = {
    { .number = 1, .name = "wifi.join", .argument_count = 1, .invoke = wifi_join },
    { .number = 4, .name = "publish", .argument_count = 2, .invoke = publish },
    { .number = 64, .name = "calibrate", .argument_count = 1, .result_count = 1, .invoke = calibrate },
    { .number = 65, .name = "text", .result_count = 1, .invoke = answer_text },
    { .number = 66, .name = "nothing", .result_count = 1, .invoke = answer_nothing },
    { .number = 71, .name = "first", .argument_count = 2, .invoke = note_71 },
    { .number = 72, .name = "sometimes", .invoke = fail_sometimes },
    { .number = 74, .name = "fourth", .argument_count = 2, .invoke = note_74 },
  };

  memset (platform, 0, sizeof *platform);
  platform->now = 1000000;
  platform->platform = (EnlistPlatform) {
    .context = platform,
    .crypto = enlist_crypto_sodium (),
    .clock = now,
    .read_state = read_state,
    .write_state = write_state,
    .fuse_is_locked = fuse_is_locked,
    .lock_fuse = lock_fuse,
    .identify = identify,
    .functions = functions,
    .function_count = sizeof functions / sizeof functions[0],
    .function_context = platform,
    .event = count_event,
    .accepts_media = accepts_media,
    .part_size = part_size,
    .part_write = part_write,
    .part_read = part_read,
    .part_keep = part_keep,
  };
}
