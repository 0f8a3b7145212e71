// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/layering.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>

#include "core/described.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "sandbox/chroot.hpp"

namespace rpmworks::sandbox {

namespace {

constexpr const char* k_fuse_program = "fuse-overlayfs";

// Operations that a layered root must support: remove a file of a lower layer, rename another, replace a
// folder with a new one of the same name. On some file systems an overlay can be mounted but these fail.
constexpr const char* k_trial =
    "set -e; rm /old/file; mv /old/other /old/moved; rm -r /old/folder; mkdir /old/folder";

void make_trial_layers(const Overlay& overlay) {
  const fs::path& lower = overlay.lower.front();
  make_folders(lower / "old/folder");
  for (const char* const name : {"old/file", "old/other", "old/folder/file"})
    write_new_file(lower / name, "");
  if (overlay.memory_bytes) return make_folders(overlay.upper.parent_path());
  make_folders(overlay.upper);
  make_folders(overlay.work);
}

// The reason why layers cannot be made with this method in this folder.
std::optional<std::string> tried(const fs::path& folder, Layering layering, uint64_t memory_bytes) {
  const TempDir trial(folder, "layers-");
  Sandbox box;
  box.overlay = Overlay{.lower = {trial.path() / "lower"},
                        .upper = trial.path() / "over/upper",
                        .work = trial.path() / "over/work",
                        .layering = layering,
                        .memory_bytes = memory_bytes};
  make_trial_layers(*box.overlay);
  for (const char* const name : {"/usr", "/bin", "/lib", "/lib64"})
    if (fs::exists(name)) box.binds.push_back({name, name, false});
  box.user = User::root;
  auto refusal = refusal_of_layers(box, {.argv = {"/bin/sh", "-c", k_trial}});
  remove_tree(trial.path());
  return refusal;
}

// The reason why fuse-overlayfs cannot be tried; "" if it can.
std::string lack_of_fuse() {
  if (!find_program(k_fuse_program)) return "fuse-overlayfs is not installed";
  if (FileDescriptor(::open("/dev/fuse", O_RDWR | O_CLOEXEC))) return "";
  return fmt::format("/dev/fuse cannot be opened: {}", std::strerror(errno));
}

}  // namespace

std::string name_of(Layering layering) {
  switch (layering) {
    case Layering::kernel:
      return "kernel";
    case Layering::fuse:
      return "fuse";
    case Layering::copy:
      break;
  }
  return "copy";
}

std::vector<std::string> layering_arguments(const Overlay& overlay) {
  std::vector<std::string> arguments;
  const auto add = [&](std::initializer_list<std::string> words) {
    arguments.insert(arguments.end(), words);
  };
  const std::string upper = overlay.upper.string();
  const std::string work = overlay.work.string();
  if (overlay.memory_bytes)
    add({"--tmpfs", tmpfs_options(overlay.memory_bytes), overlay.upper.parent_path().string(), upper, work});
  if (overlay.layering == Layering::kernel)
    add({"--overlay", overlay_options(overlay, ::geteuid() != 0), upper, work});
  if (overlay.layering == Layering::fuse)
    add({"--fuse", program_path(k_fuse_program), fuse_options(overlay), upper});
  return arguments;
}

void fill_by_copy(const Overlay& overlay) {
  if (!fs::is_empty(overlay.upper)) return;
  const ProcessResult result =
      rpmworks::run(root_command({"cp", "--archive", "--reflink=auto", "--no-target-directory", "--",
                                  overlay.lower.front().string(), overlay.upper.string()}));
  if (result.ok()) return;
  const std::string what = "copying the layers of a root failed";
  if (full_disk_in(result.err) != 0)
    throw full_disk_error(what, overlay.upper, "--cache").notes(last_lines(result.err, 4));
  throw Error(ExitCode::failed, what).notes(last_lines(result.err, 4)).hint("see the lines above");
}

LayeringFound require_sandboxes(const fs::path& folder) {
  // Try first; the machine's settings matter only if that fails.
  run({}, {.argv = {"/bin/true"}});
  const auto kernel = tried(folder, Layering::kernel, 0);
  if (!kernel) return {};
  std::string lacking = lack_of_fuse();
  if (lacking.empty()) {
    const auto refusal = tried(folder, Layering::fuse, 0);
    if (!refusal) return {.layering = Layering::fuse, .kernel_refusal = *kernel};
    lacking = "fuse-overlayfs fails: " + *refusal;
  }
  if (const auto refusal = tried(folder, Layering::copy, 0))
    throw Error(ExitCode::failed, "cannot create sandboxes here: a test sandbox failed")
        .note(*refusal)
        .hint("see the line above");
  return {.layering = Layering::copy, .kernel_refusal = *kernel, .fuse_refusal = lacking};
}

bool can_layer_in_memory(Layering layering, const fs::path& folder) {
  constexpr uint64_t k_little = uint64_t{1} << 20;
  // For root, any tmpfs supports the extended attributes of overlays; for an ordinary user since Linux 6.6.
  if (::geteuid() == 0) return layering != Layering::copy;
  return layering != Layering::copy && !tried(folder, layering, k_little);
}

}  // namespace rpmworks::sandbox
