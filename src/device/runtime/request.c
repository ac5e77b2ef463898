/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "csr.h"
#include "runtime-private.h"

/* The certificate request of a key that the program made (docs/format.md, clause 8.4). */

static EnlistStatus
write_request (const EnlistRuntime *runtime,
               unsigned             field,
               EnlistSlice          subject,
               uint8_t             *buffer,
               size_t              *size)
{
  const EnlistRuntimeKey *key = enlist_stage_find_key (runtime, field);
  EnlistCborReader reader;
  EnlistSlice name;
  EnlistStatus status;

  if (key == NULL)
    return ENLIST_E_UNWRITTEN;
  enlist_cbor_reader_init (&reader, subject);
  status = enlist_cbor_read_text (&reader, &name);
  if (status != ENLIST_OK)
    return ENLIST_E_TYPE;

  return enlist_csr_write (runtime->platform->crypto, (EnlistKeyType) key->type, key->public_key, key->secret,
                           name, buffer, ENLIST_CSR_MAX, size);
}

EnlistStatus
enlist_request_perform (EnlistRuntime *runtime, const EnlistStep *step)
{
  EnlistExecution *execution = &runtime->execution;
  EnlistSlice subject = { runtime->work, 0 };
  uint8_t der[ENLIST_CSR_MAX];
  EnlistCertificateRequest request;
  EnlistCborWriter writer;
  size_t size = 0;
  EnlistStatus status = enlist_step_read_csr (step, &request);

  if (status == ENLIST_OK)
    status = enlist_expression_evaluate (request.subject, &execution->fields, runtime->work,
                                         runtime->memory.work_size, &subject.size);
  if (status == ENLIST_OK)
    status = write_request (runtime, request.key, subject, der, &size);
  if (status != ENLIST_OK)
    return status;

  enlist_cbor_writer_init (&writer, runtime->work, runtime->memory.work_size);
  enlist_cbor_write_bytes (&writer, enlist_slice (der, size));
  if (writer.status != ENLIST_OK)
    return writer.status;

  return enlist_execution_keep (execution, request.request, enlist_cbor_writer_slice (&writer));
}
