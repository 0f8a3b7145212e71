// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/admission.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using namespace rpmworks::buildroot;

namespace {

/// A machine's /proc and /sys, reduced to the files about memory limits.
struct Machine {
  TempDir root{fs::temp_directory_path(), "cgroup-"};
  void put(const std::string& file, const std::string& text) const {
    make_folders((root.path() / file).parent_path());
    write_file_atomically(root.path() / file, text);
  }
  std::optional<uint64_t> left() const { return cgroup_memory_left(root.path()); }
};

}  // namespace

TEST_CASE("without a limit in any control group, none applies") {
  const Machine machine;
  CHECK_FALSE(machine.left());
  machine.put("proc/self/cgroup", "0::/user.slice\nrubbish\n");
  CHECK_FALSE(machine.left());
  machine.put("sys/fs/cgroup/user.slice/memory.max", "max\n");
  machine.put("sys/fs/cgroup/user.slice/memory.current", "100\n");
  CHECK_FALSE(machine.left());
}

TEST_CASE("version 2: the strictest group applies, and inactive file cache does not count") {
  const Machine machine;
  machine.put("proc/self/cgroup", "0::/ci.slice/job\n");
  machine.put("sys/fs/cgroup/ci.slice/job/memory.max", "1000000\n");
  machine.put("sys/fs/cgroup/ci.slice/job/memory.current", "700000\n");
  machine.put("sys/fs/cgroup/ci.slice/job/memory.stat", "anon 1\nactive_file 100000\ninactive_file 200000\n");
  CHECK(machine.left() == 500000);
  machine.put("sys/fs/cgroup/ci.slice/job/memory.high", "600000\n");
  CHECK(machine.left() == 100000);
  machine.put("sys/fs/cgroup/ci.slice/memory.max", "900000\n");
  machine.put("sys/fs/cgroup/ci.slice/memory.current", "950000\n");
  CHECK(machine.left() == 0);
}

TEST_CASE("version 2 in a container that sees its own group as the root") {
  const Machine machine;
  machine.put("proc/self/cgroup", "0::/\n");
  machine.put("sys/fs/cgroup/memory.max", "4096\n");
  machine.put("sys/fs/cgroup/memory.current", "1096\n");
  CHECK(machine.left() == 3000);
}

TEST_CASE("version 1, also if the path is the host's") {
  const Machine machine;
  machine.put("proc/self/cgroup", "5:cpu,cpuacct:/docker/ab\n4:memory:/docker/ab\n0::/docker/ab\n");
  machine.put("sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000\n");
  machine.put("sys/fs/cgroup/memory/memory.usage_in_bytes", "1500000\n");
  machine.put("sys/fs/cgroup/memory/memory.stat", "inactive_file 5\ntotal_inactive_file 500000\n");
  CHECK(machine.left() == 1000000);
  machine.put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK_FALSE(machine.left());
}

TEST_CASE("reading the limits of this machine") {
  CHECK(resources_left("/").memory > 0);
}
