// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/overlay_policy.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "buildroot/memory_folder.hpp"

using namespace rpmworks;
using namespace rpmworks::buildroot;
using sandbox::Layering;

TEST_CASE("all builds together use half of the memory, and none gets a very small share") {
  constexpr uint64_t k_mib = uint64_t{1} << 20;
  CHECK(share_of_memory(8192 * k_mib, 1) == 4096 * k_mib);
  CHECK(share_of_memory(8192 * k_mib, 4) == 1024 * k_mib);
  CHECK(share_of_memory(8192 * k_mib, 0) == 4096 * k_mib);
  CHECK(share_of_memory(512 * k_mib, 1) == 256 * k_mib);
  CHECK(share_of_memory(511 * k_mib, 1) == 0);
  CHECK(share_of_memory(8192 * k_mib, 17) == 0);
}

TEST_CASE("the warning about slower layering gives the reason and a faster alternative") {
  CHECK(layering_text({.layering = Layering::fuse, .kernel_refusal = "Invalid argument"}, "/c/roots") ==
        "the kernel refuses overlays in /c/roots (Invalid argument), so rpmworks makes build roots with "
        "fuse-overlayfs; a --cache folder on a local ext4, xfs or btrfs file system would be faster");
  CHECK(layering_text({.layering = Layering::copy,
                       .kernel_refusal = "Operation not permitted",
                       .fuse_refusal = "fuse-overlayfs is not installed"},
                      "/c/roots") ==
        "the kernel refuses overlays in /c/roots (Operation not permitted), and fuse-overlayfs is not "
        "installed, so rpmworks copies build roots; a --cache folder on a local ext4, xfs or btrfs file "
        "system or fuse-overlayfs would be faster");
}

TEST_CASE("a folder without a mount is not a folder in memory") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-memory-");
  CHECK_FALSE(MemoryFolder(folder.path()).space(::getpid()));
  CHECK_FALSE(MemoryFolder(folder.path() / "none").space(::getpid()));
}
