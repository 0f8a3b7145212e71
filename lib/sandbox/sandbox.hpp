// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"
#include "process/process.hpp"

namespace rpmworks::sandbox {

/// A host path that is shown in the sandbox.
struct Bind {
  fs::path from;
  fs::path to;
  bool writable = false;
};

/// A program that is not a file of the host.
struct Program {
  std::string_view bytes;
  fs::path to;
};

/// How layers are combined. Layers made with one method cannot be read with another, because they mark
/// removed files differently.
enum class Layering {
  kernel,  ///< the kernel's overlay file system
  fuse,    ///< fuse-overlayfs, a process that ends with the sandbox
  copy     ///< no overlay: upper starts as a copy of the topmost layer and is complete
};
std::string name_of(Layering layering);

/// Layers that form the root of the sandbox; writes go to `upper`. The mount is in the sandbox's own mount
/// namespace, so nothing stays mounted, however it ends.
struct Overlay {
  std::vector<fs::path> lower;  ///< topmost first; each was made as `upper` over those below it
  fs::path upper;               ///< an empty folder, or one from an earlier run
  fs::path work;                ///< empty folder on the same file system as upper
  Layering layering = Layering::kernel;
  /// If not 0: a tmpfs of this size is mounted over the parent folder of upper and work, contains both, and
  /// ends with the sandbox. Not for Layering::copy.
  uint64_t memory_bytes = 0;
};

/// The user inside the sandbox.
enum class User {
  /// Root of the chroot, for installing packages: only the capabilities that unpacking and scriptlets need.
  root,
  /// The unprivileged build user (k_builder_uid, "mockbuild"), without capabilities.
  builder
};

constexpr unsigned k_builder_uid =
    59000;  ///< unused on Debian and Fedora: above login users, below reserved ranges

/// PATH inside, unless the environment sets it.
inline constexpr const char* k_path = "/usr/bin:/bin:/usr/sbin:/sbin";

struct Limits {
  uint64_t memory_bytes = 0;  ///< address space of one process; 0: none
  uint64_t file_bytes = 0;    ///< largest file; 0: none
  unsigned cpu_seconds = 0;   ///< of one process; 0: none
  /// For the builder in a chroot: processes and threads of that user, shared by all sandboxes of one user of
  /// this machine; 0: no limit.
  unsigned tasks = 0;
  uint64_t shm_bytes = 0;  ///< in a chroot: size of /dev/shm; 0: half of the memory
};

/// What a program can access: by default no network, only harmless devices, a private /tmp, /proc of its own
/// process namespace, and nothing of the host except what is listed here.
struct Sandbox {
  /// The root: an overlay; or a writable folder (to make a base root); or if neither is set, the host's /usr
  /// read-only, for running the host's tools on untrusted input.
  std::optional<Overlay> overlay;
  fs::path folder_as_root;
  std::vector<Bind> binds;
  std::optional<Program> program;  ///< shown inside, only with the host's /usr
  std::map<std::string, std::string>
      env;  ///< the complete environment; PATH, HOME, LC_ALL and TZ have defaults
  User user = User::builder;
  std::string hostname = "rpmworks";
  /// In a chroot: the machine's network, including its abstract sockets and services on loopback.
  bool network = false;
  Limits limits;
  unsigned umask = 022;     ///< independent of this process's umask
  unsigned processors = 0;  ///< number of processors it may use; 0: same as this process
};

/// Runs `command` in the sandbox: argv, cwd, input, log, deadline and on_line as in process::run, with paths
/// inside (but the log is a host path). If this process is killed, even with SIGKILL, everything inside ends.
ProcessResult run(const Sandbox& sandbox, const Command& command);

/// A sandbox that is started before its input is known: the program waits for the input.
class Started {
 public:
  /// Starts the sandbox like run, without input and deadline of `command`.
  Started(const Sandbox& sandbox, const Command& command);
  ~Started();  ///< ends everything inside
  Started(Started&&) noexcept;
  Started& operator=(Started&&) noexcept;

  /// Sends the input to the program, once, and waits for its end; the deadline counts from now.
  ProcessResult finish(std::string input, std::optional<std::chrono::milliseconds> deadline);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// The layering that works in a folder, and why better ones do not.
struct LayeringFound {
  Layering layering = Layering::kernel;
  std::string kernel_refusal;  ///< the kernel's message, unless its overlays work
  std::string fuse_refusal;    ///< for Layering::copy: why fuse-overlayfs does not work
};

/// Checks that sandboxes can be created here, with the host's tools and with layers and several users: as
/// root, or with subordinate ids and user namespaces. Throws Error(failed) that explains what to enable.
/// Layering is tested in the empty `folder` where layers will be, which is empty again afterwards: the kernel
/// supports only some file systems.
LayeringFound require_sandboxes(const fs::path& folder);

/// Whether upper layers may be in memory here (Overlay::memory_bytes); tested in `folder` too.
bool can_layer_in_memory(Layering layering, const fs::path& folder);

/// Removes a tree in which builds may have left files of the sandbox's users, which belong to subordinate ids
/// of an ordinary user. rpmworks::remove_tree is for trees of this user's own files.
void remove_build_tree(const fs::path& tree);

/// Makes such a tree readable for this user, whatever modes its owners set. Symbolic links are not followed.
void open_tree(const fs::path& tree);

/// Like rpmworks::run, for a trusted program outside of sandboxes that must not outlive this process: if this
/// process ends in any way, the program's process group gets TERM and, 10 s later, KILL.
ProcessResult run_watched(const Command& command);

}  // namespace rpmworks::sandbox
