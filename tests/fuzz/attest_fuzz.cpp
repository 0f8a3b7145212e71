// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes as a file of statements, reading returns envelopes or throws Error(invalid); an envelope that
// was read can be written and read again, and so can a build that its statement describes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "attest/build.hpp"
#include "attest/envelope.hpp"
#include "core/error.hpp"

using namespace rpmworks;

namespace {

void read_build(const std::string& payload) {
  const attest::Statement statement = attest::statement_of(payload, "x");
  const attest::Build build = attest::build_of(statement, "x");
  const std::string text = attest::to_text(attest::statement_of(build, statement.subjects));
  if (attest::build_of(attest::statement_of(text, "x"), "x").package != build.package) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    for (const auto& envelope : attest::envelopes_of(text, "x")) {
      if (attest::envelopes_of(attest::to_line(envelope), "x").front().payload != envelope.payload)
        std::abort();
      read_build(envelope.payload);
    }
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) std::abort();
  }
  // A fuzzer rarely finds base64 by itself.
  try {
    read_build(text);
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) std::abort();
  }
  return 0;
}
