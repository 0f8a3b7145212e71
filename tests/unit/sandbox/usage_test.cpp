// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/usage.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>

#include "process/process.hpp"

using namespace rpmworks;
using sandbox::Usage;

TEST_CASE("resources used by a process and its descendants") {
  // A shell with three children, one of which uses 40 MB.
  Usage roughly, closely;
  int process = 0;
  Command command{.argv = {"/bin/sh", "-c",
                           "(head -c 40000000 /dev/zero; sleep 1) | tail -n 1 >/dev/null & sleep 1 & wait"}};
  command.on_start = [&](int started) { process = started; };
  command.beat = std::chrono::milliseconds(50);
  command.on_beat = [&] {
    const Usage now = sandbox::usage_of(process, uint64_t{1} << 50);
    if (now.memory_bytes <= roughly.memory_bytes) return;
    roughly = now;
    closely = sandbox::usage_of(process, 0);
  };
  CHECK(run(command).ok());
  REQUIRE(!roughly.processes.empty());
  CHECK(roughly.processes.front() == process);
  CHECK(std::ranges::find(roughly.processes, ::getpid()) == roughly.processes.end());
  CHECK(roughly.tasks >= 4);
  CHECK(roughly.memory_bytes > 40'000'000);
  CHECK(roughly.memory_bytes < 100'000'000);
  CHECK(closely.memory_bytes > 39'000'000);
  CHECK(closely.memory_bytes < roughly.memory_bytes);
}

TEST_CASE("a process that has ended uses nothing") {
  const Usage usage = sandbox::usage_of(1 << 30, 0);
  CHECK(usage.processes.empty());
  CHECK(usage.tasks == 0);
  CHECK(usage.memory_bytes == 0);
}
