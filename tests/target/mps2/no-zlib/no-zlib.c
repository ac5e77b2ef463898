/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "zlib.h"

#include "deflate.h"

uLong
crc32 (uLong                crc,
       const unsigned char *bytes,
       uInt                 size)
{
  return 0;
}

EnlistStatus
enlist_deflate_unpack (EnlistSlice payload,
                       uint8_t    *label,
                       size_t      capacity,
                       size_t     *size)
{
  return ENLIST_E_INFLATE;
}
