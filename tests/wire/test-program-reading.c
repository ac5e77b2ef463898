/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-fixture.h"

static void
test_walk (void)
{
  static const struct {
    EnlistOperation operation;
    unsigned depth;
  } expected[] = {
    { ENLIST_OP_NOTE, 0 }, { ENLIST_OP_ASK, 0 },      { ENLIST_OP_IF, 0 },    { ENLIST_OP_NOTE, 1 },
    { ENLIST_OP_IF, 1 },   { ENLIST_OP_NOTE, 2 },     { ENLIST_OP_IDENTIFY, 1 }, { ENLIST_OP_NOTE, 1 },
    { ENLIST_OP_CHECK, 0 }, { ENLIST_OP_SEND, 0 },    { ENLIST_OP_AWAIT, 0 }, { ENLIST_OP_RECORD, 0 },
    { ENLIST_OP_RECORD, 0 }, { ENLIST_OP_END, 0 },
  };
  EnlistSlice program = diagnostic_cbor (SAMPLE_ASSIST);
  EnlistProgramWalk walk;
  EnlistStep step;
  unsigned count = 0;

  CHECK_STATUS (enlist_program_walk_init (&walk, program), ENLIST_OK);
  while (enlist_program_walk_next (&walk, &step) && CHECK (count < N_ELEMENTS (expected)))
    {
      test_context ("step %u", count);
      CHECK_NUMBER (step.index, count);
      CHECK_NUMBER (step.operation, expected[count].operation);
      CHECK_NUMBER (step.depth, expected[count].depth);
      count++;
    }
  CHECK_NUMBER (count, N_ELEMENTS (expected));
  CHECK (!enlist_program_walk_next (&walk, &step));
  CHECK_NUMBER (enlist_program_count_steps (program), N_ELEMENTS (expected));
  CHECK_NUMBER (enlist_program_count_steps (diagnostic_cbor ("[[14]*256]")), 256);
}

/* The number and the depth of each step, and what stands there */
static void
check_walk (const char     *notation,
            const uint8_t (*expected)[2],
            unsigned        n_expected)
{
  EnlistSlice program = diagnostic_cbor (notation);
  EnlistProgramWalk walk;
  EnlistStep step;
  unsigned count = 0;

  CHECK_STATUS (enlist_program_walk_init (&walk, program), ENLIST_OK);
  while (enlist_program_walk_next (&walk, &step) && CHECK (count < n_expected))
    {
      test_context ("step %u", count);
      CHECK_NUMBER (step.index, count);
      CHECK_NUMBER (step.operation, expected[count][0]);
      CHECK_NUMBER (step.depth, expected[count][1]);
      CHECK (!step.failed);
      count++;
    }
  CHECK_NUMBER (count, n_expected);
  CHECK_NUMBER (enlist_program_count_steps (program), n_expected);
  CHECK (enlist_cbor_reader_at_end (&walk.reader));
}

static void
test_walk_blocks (void)
{
  static const uint8_t assist[][2] = { { 7, 0 },  { 3, 0 },  { 8, 1 },  { 7, 1 },  { 24, 1 }, { 4, 0 },
                                       { 9, 1 },  { 10, 1 }, { 24, 0 }, { 12, 0 }, { 13, 0 }, { 11, 0 } };
  static const uint8_t device[][2] = { { 15, 0 }, { 18, 0 }, { 19, 0 }, { 18, 0 }, { 4, 0 },
                                       { 3, 1 },  { 16, 2 }, { 1, 2 },  { 24, 2 }, { 17, 0 },
                                       { 21, 0 }, { 20, 0 }, { 22, 0 } };
  static const uint8_t application[][2] = { { 25, 0 }, { 16, 1 }, { 25, 0 }, { 3, 1 }, { 16, 2 },
                                            { 4, 2 },  { 24, 3 }, { 24, 2 }, { 5, 2 }, { 25, 0 },
                                            { 2, 1 },  { 0, 2 },  { 1, 1 } };

  check_walk (SAMPLE_ASSIST_ALTERNATIVES, assist, N_ELEMENTS (assist));
  check_walk (SAMPLE_DEVICE_ALTERNATIVES, device, N_ELEMENTS (device));
  check_walk (SAMPLE_IOT_APPLICATION, application, N_ELEMENTS (application));
}

static void
test_pass_step (void)
{
  EnlistCborReader reader;
  size_t count;

  enlist_cbor_reader_init (&reader, diagnostic_cbor (SAMPLE_DEVICE_ALTERNATIVES));
  CHECK_STATUS (enlist_cbor_read_array (&reader, &count), ENLIST_OK);
  for (unsigned i = 0; i < 4; i++)
    CHECK_NUMBER (enlist_program_pass_step (&reader), 1);
  CHECK_NUMBER (enlist_program_pass_step (&reader), 5);
  for (unsigned i = 0; i < 4; i++)
    CHECK_NUMBER (enlist_program_pass_step (&reader), 1);
  CHECK (enlist_cbor_reader_at_end (&reader));
  CHECK_NUMBER (enlist_program_pass_step (&reader), 0);
}

static void
test_more_arguments (void)
{
  EnlistCertificateRequest request;
  EnlistQuestion question;
  EnlistTrigger trigger;
  EnlistProgramWalk walk;
  EnlistStep step;
  unsigned field;

  CHECK_STATUS (enlist_program_walk_init (&walk, diagnostic_cbor (SAMPLE_DEVICE_ALTERNATIVES)), ENLIST_OK);
  for (unsigned i = 0; i < 3; i++)
    CHECK (enlist_program_walk_next (&walk, &step));
  CHECK_STATUS (enlist_step_read_csr (&step, &request), ENLIST_OK);
  CHECK (request.key == 75 && request.request == 76);
  CHECK_BYTES (request.subject, diagnostic_cbor ("[11, \"cn-\", [0, 6]]"));

  CHECK_STATUS (enlist_program_walk_init (&walk, diagnostic_cbor (SAMPLE_ASSIST_ALTERNATIVES)), ENLIST_OK);
  CHECK (enlist_program_walk_next (&walk, &step));
  CHECK_STATUS (enlist_step_read_question (&step.arguments, &question), ENLIST_OK);
  CHECK (question.pattern.size == 0 && !question.remember);
  CHECK_STATUS (enlist_step_read_question (&step.arguments, &question), ENLIST_OK);
  CHECK_BYTES (question.pattern, enlist_slice_text ("[A-Z]{2}[0-9]+"));
  CHECK (question.remember);

  CHECK_STATUS (enlist_program_walk_init (&walk, diagnostic_cbor (SAMPLE_IOT_APPLICATION)), ENLIST_OK);
  CHECK (enlist_program_walk_next (&walk, &step));
  CHECK_STATUS (enlist_step_read_when (&step, &trigger), ENLIST_OK);
  CHECK (trigger.kind == ENLIST_TRIGGER_START);
  CHECK_BYTES (trigger.block, diagnostic_cbor ("[[16, 4, [\"boot\", true], []]]"));
  CHECK (enlist_program_walk_next (&walk, &step) && enlist_program_walk_next (&walk, &step));
  CHECK_STATUS (enlist_step_read_when (&step, &trigger), ENLIST_OK);
  CHECK (trigger.kind == ENLIST_TRIGGER_EVERY);
  CHECK_BYTES (trigger.seconds, diagnostic_cbor ("[0, 15]"));
  while (step.index < 9)
    CHECK (enlist_program_walk_next (&walk, &step));
  CHECK_STATUS (enlist_step_read_when (&step, &trigger), ENLIST_OK);
  CHECK (trigger.kind == ENLIST_TRIGGER_EVENT && trigger.event == 1 && trigger.field_count == 1);
  CHECK_STATUS (enlist_step_read_field (&trigger.fields, &field), ENLIST_OK);
  CHECK_NUMBER (field, 65);
}

static void
test_arguments (void)
{
  EnlistSlice program = diagnostic_cbor (
    "[[7, 0, [66, {0: \"Mast\", 3: [\"Steel\", \"Wood\"], 4: 1, 5: \"?\", 6: true}], [65, {1: -3, 2: 120}]],"
    " [17, 2, [65, [12, \"a\"]]], [16, 70, [1, \"a\"], [64], \"t\"]]");
  EnlistProgramWalk walk;
  EnlistStep step;
  EnlistQuestion question;
  EnlistSlice expression;
  EnlistCall call;
  unsigned field;

  CHECK_STATUS (enlist_program_walk_init (&walk, program), ENLIST_OK);
  CHECK (enlist_program_walk_next (&walk, &step));
  CHECK_NUMBER (step.argument_count, 3);
  CHECK_STATUS (enlist_step_read_question (&step.arguments, &question), ENLIST_OK);
  CHECK (question.field == 0 && question.label.size == 0 && question.value.size == 0 && !question.optional);
  CHECK_STATUS (enlist_step_read_question (&step.arguments, &question), ENLIST_OK);
  CHECK_NUMBER (question.field, 66);
  CHECK_BYTES (question.label, diagnostic_cbor ("\"Mast\""));
  CHECK_BYTES (question.options, diagnostic_cbor ("[\"Steel\", \"Wood\"]"));
  CHECK_BYTES (question.value, diagnostic_cbor ("1"));
  CHECK_BYTES (question.help, diagnostic_cbor ("\"?\""));
  CHECK (question.optional && !question.has_minimum);
  CHECK_STATUS (enlist_step_read_question (&step.arguments, &question), ENLIST_OK);
  CHECK (question.has_minimum && question.minimum == -3 && question.has_maximum && question.maximum == 120);

  CHECK (enlist_program_walk_next (&walk, &step));
  CHECK_STATUS (enlist_step_read_setting (&step.arguments, &field, &expression), ENLIST_OK);
  CHECK (field == 2 && expression.size == 0);
  CHECK_STATUS (enlist_step_read_setting (&step.arguments, &field, &expression), ENLIST_OK);
  CHECK_NUMBER (field, 65);
  CHECK_BYTES (expression, diagnostic_cbor ("[12, \"a\"]"));

  CHECK (enlist_program_walk_next (&walk, &step));
  CHECK_STATUS (enlist_step_read_call (&step, &call), ENLIST_OK);
  CHECK (call.function == 70 && call.argument_count == 2 && call.result_count == 1);
  CHECK_STATUS (enlist_cbor_read_item (&call.arguments, &expression), ENLIST_OK);
  CHECK_BYTES (expression, diagnostic_cbor ("1"));
  CHECK_STATUS (enlist_step_read_field (&call.results, &field), ENLIST_OK);
  CHECK_NUMBER (field, 64);
  CHECK_BYTES (call.title, diagnostic_cbor ("\"t\""));
}

static void
mutate (const char *notation,
        EnlistRole  role)
{
  EnlistSlice program = diagnostic_cbor (notation);
  uint8_t *copy = test_memory (program.size);
  EnlistManifest manifest;

  program_manifest (&manifest);
  for (size_t size = 0; size < program.size; size++)
    CHECK_STATUS (
        enlist_program_validate (test_exact (enlist_slice (program.data, size)), role, &manifest, 0, NULL),
        ENLIST_E_TRUNCATED);

  for (size_t i = 0; i < program.size; i++)
    for (unsigned byte = 0; byte < 256; byte++)
      {
        EnlistSlice changed = enlist_slice (copy, program.size);
        EnlistProgramError error = { .status = ENLIST_OK };

        memcpy (copy, program.data, program.size);
        copy[i] = (uint8_t) byte;
        if (enlist_program_validate (changed, role, &manifest, 0, &error) == ENLIST_OK)
          CHECK (enlist_program_count_steps (changed) > 0);
        else
          CHECK (error.status != ENLIST_OK && error.step <= ENLIST_MAX_STEPS && error.offset <= program.size);
        enlist_program_validate_pair (changed, changed, &manifest, NULL, NULL);
      }
}

static void
test_mutations (void)
{
  mutate (SAMPLE_ASSIST, A);
  mutate (SAMPLE_DEVICE, D);
  mutate (SAMPLE_ASSIST_ALTERNATIVES, A);
  mutate (SAMPLE_DEVICE_ALTERNATIVES, D);
  mutate (SAMPLE_IOT_APPLICATION, I);
}

static const TestCase cases[] = {
  { "/wire/program-reading/8.1-walk", test_walk },
  { "/wire/program-reading/8.1-walk-blocks", test_walk_blocks },
  { "/wire/program-reading/8.1-pass-step", test_pass_step },
  { "/wire/program-reading/8.4-more-arguments", test_more_arguments },
  { "/wire/program-reading/8.3-arguments", test_arguments },
  { "/wire/program-reading/8.5-mutations", test_mutations },
};

TEST_MAIN (cases)
