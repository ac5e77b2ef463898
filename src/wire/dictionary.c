/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "deflate.h"

/*
 * What labels have in common, so that it costs a reference instead of its bytes. The nearer to the end, the
 * cheaper: what every label has stands last. Changing a byte makes another format: ENLIST_DEFLATE_FORMAT
 * counts them.
 */
static const char dictionary[] =
  /* words of prompts, choices and titles */
  "Is the installed connected correctly? Calibrates itself Sets the Turns on Reads Starts Stops "
  "Please enter the select the scan the turn on the close the check the device to the of the with the for "
  "temperature humidity pressure sensor switch meter gateway lamp light door window valve pump diameter "
  "power battery voltage current energy water heat flow level motion contact alarm status interval "
  "mqtts://https://coaps://.example.com.example/api/v1/telemetry/attributes:8883:443:5683"
  "YesNobuildingfloorroomareazonelineassettagpipetypemodeunitsize"
  "Den Die Das der die das und mit dem den auf ein eine einen Bitte montieren, dann seine Taste dr\xc3\xbc"
  "cken. Mount the , then press its button."
  "\x62" "zh" "\x62" "ja" "\x62" "it" "\x62" "es" "\x62" "fr"
  "text/plain" "application/json" "application/cbor" "application/octet-stream"
  /* the device's steps, in their usual order */
  "\x88" "\x84\x0f\x00\x02\x03" "\x85\x0f\x00\x02\x03\x04"
  "\x85\x10\x18\x40\x80\x80" "\x85\x10\x18\x40\x81\x82\x00\x18\x40\x80" "\x84\x10\x01\x81\x82\x00\x04\x80"
  "\x82\x11\x82\x09" "\x82\x11\x82\x0a\x82\x0d\x82\x01\x58\x20" "\x85\x11\x00\x03\x04\x82\x0f\x19\x01\x2c"
  "\x84\x11\x00\x02\x03" "\x82\x12\x18\x40" "\x83\x12\x01\x05" "\x83\x14\x05\x07" "\x84\x14\x05\x07\x08"
  "\x81\x16" "\x81\x17" "\x81\x00"
  /* the assistant's */
  "\x82\x06\x78" "\x83\x06\x78" "\x83\x06\x83\x78" "\x62" "de" "\x78" "\xf5"
  "\x82\x07\x82\x18\x40\xa1\x00" "\xa2\x00\x83" "\x03\x83" "\x83\x01" "\x82\x07\x00"
  "\x83\x07\x00\x03" "\x82\x07\x02" "\x82\x07\x04" "\x84\x09\x00\x02\x03" "\x85\x09\x00\x02\x03\x04"
  "\x84\x0a\x18\x3c\x05\x07" "\x85\x0a\x18\x78\x05\x07\x08" "\x81\x0b" "\x83\x0b\x00\x03" "\x81\x00"
  /* the manifest's second half: serial number, transports, parts; custom fields */
  "\x06\x6c" "\x07\x81\x81\x01" "\x07\x81\x82\x02" "\x07\x81\x82\x03" "\x78\x1c/tmp/"
  "\x09\x81\x82\x64" "\x09\x81\x83\x64" "\x02\x02"
  "\x08\x81\x83\x01\x18\x40\x50" "\x08\x82\x83\x00\x18\x60\x50" "\x83\x01\x18\x40\x50"
  /* behind the manifest: signature, secret, parts */
  "\x58\x40" "\x50" "\xf6" "\x81\x58" "\x82\x58" "\x88"
  /* the label's head, protected header and the manifest's first half */
  "\x83\x84\x4d\xa2\x01\x32\x04\x48"
  "\xa0\x58\xa9\xa6\x00\x01\x01\x01\x02" "\xa0\x58\xa8\xa7\x00\x01\x01\x01\x02"
  " Instruments\x03\x6e Sensor\x05\x58\x20";

EnlistSlice
enlist_deflate_dictionary (void)
{
  return enlist_slice (dictionary, sizeof dictionary - 1);
}
