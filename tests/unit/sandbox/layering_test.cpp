// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/layering.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "core/error.hpp"
#include "sandbox/sandbox.hpp"
#include "support/skip.hpp"

using namespace rpmworks;
using sandbox::Layering;
using sandbox::Overlay;
using sandbox::Sandbox;

namespace {

// Two layers, with the host's programs instead of a target's.
struct Layers {
  TempDir folder{fs::temp_directory_path(), "rpmworks-layers-"};
  Layering layering;

  explicit Layers(Layering way) : layering(way) {
    for (const char* const name : {"base/etc/old", "one/upper", "one/work", "two/upper", "two/work"})
      make_folders(path(name));
    for (const char* const name : {"gone", "moved", "old/x"})
      write_new_file(path("base/etc") / name, "base\n");
  }
  ~Layers() { sandbox::remove_build_tree(folder.path()); }
  fs::path path(const std::string& name) const { return folder.path() / name; }

  ProcessResult shell(const std::string& layer, std::vector<fs::path> lower, const std::string& script,
                      uint64_t memory_bytes = 0) const {
    Sandbox box;
    box.user = sandbox::User::root;
    box.overlay =
        Overlay{std::move(lower), path(layer + "/upper"), path(layer + "/work"), layering, memory_bytes};
    box.binds.push_back({"/usr", "/usr", false});
    for (const char* const name : {"/bin", "/lib", "/lib64"})
      if (fs::exists(name)) box.binds.push_back({name, name, false});
    return sandbox::run(box, {.argv = {"/bin/sh", "-c", script}});
  }
};

bool can_be_had(Layering layering) {
  try {
    const Layers layers(layering);
    if (layers.shell("one", {layers.path("base")}, "true").ok()) return true;
  } catch (const Error& error) {
    test::skip(error.render());
    return false;
  }
  test::skip("no layers of the kind " + name_of(layering));
  return false;
}

}  // namespace

TEST_CASE("files removed by a layer stay removed, whatever the layering") {
  for (const Layering layering : {Layering::kernel, Layering::fuse, Layering::copy}) {
    if (!can_be_had(layering)) continue;
    CAPTURE(name_of(layering));
    const Layers layers(layering);
    CHECK(layers
              .shell("one", {layers.path("base")},
                     "cd /etc && rm gone && mv moved here && rm -r old && mkdir old && chown 7 here")
              .ok());
    // The same layer again, and then another one over it.
    CHECK(layers.shell("one", {layers.path("base")}, "echo one >/etc/one").ok());
    const auto seen = layers.shell("two", {layers.path("one/upper"), layers.path("base")},
                                   "cd /etc && ls . old && cat here one && stat -c %u here");
    CHECK(seen.err == "");
    CHECK(seen.out == ".:\nhere\nold\none\n\nold:\nbase\none\n7\n");
    CHECK(read_file(layers.path("base/etc/gone")) == "base\n");
    CHECK(read_file(layers.path("base/etc/old/x")) == "base\n");
    CHECK(rpmworks::run({.argv = {"pgrep", "-f", "fuse-overlayfs.*" + layers.folder.path().string()}})
              .exit_code == 1);
  }
}

TEST_CASE("an upper layer in memory ends with the sandbox, and has the given size") {
  constexpr uint64_t k_size = uint64_t{8} << 20;
  for (const Layering layering : {Layering::kernel, Layering::fuse}) {
    if (!can_be_had(layering)) continue;
    CAPTURE(name_of(layering));
    const Layers layers(layering);
    sandbox::remove_build_tree(layers.path("two/upper"));
    sandbox::remove_build_tree(layers.path("two/work"));
    const auto result = layers.shell("two", {layers.path("base")},
                                     "cat /etc/gone && echo x >/etc/gone && head -c 4M /dev/zero >/small && "
                                     "! head -c 16M /dev/zero >/large 2>/dev/null",
                                     k_size);
    CHECK(result.err == "");
    CHECK(result.out == "base\n");
    CHECK(result.ok());
    CHECK(fs::is_empty(layers.path("two")));
  }
}

TEST_CASE("layers that cannot be made are refused with the kernel's or fuse-overlayfs' message") {
  if (!can_be_had(Layering::kernel)) return;
  const Layers layers(Layering::kernel);
  Sandbox box;
  box.overlay = Overlay{{layers.path("no-such-layer")}, layers.path("one/upper"), layers.path("one/work")};
  CHECK(sandbox::refusal_of_layers(box, {.argv = {"/bin/true"}}) == "No such file or directory");
}

TEST_CASE("a test in the right folder shows which layering works") {
  if (!can_be_had(Layering::kernel)) return;
  const TempDir folder(fs::temp_directory_path(), "rpmworks-layers-");
  const sandbox::LayeringFound found = sandbox::require_sandboxes(folder.path());
  CHECK(found.layering == Layering::kernel);
  CHECK(found.kernel_refusal == "");
  CHECK(sandbox::can_layer_in_memory(Layering::kernel, folder.path()));
  CHECK_FALSE(sandbox::can_layer_in_memory(Layering::copy, folder.path()));
  CHECK(fs::is_empty(folder.path()));
}
