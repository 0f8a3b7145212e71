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

/// A host path shown inside.
struct Bind {
  fs::path from;
  fs::path to;
  bool writable = false;
};

/// A program that is no file of the host's.
struct Program {
  std::string_view bytes;
  fs::path to;
};

/// How folders are laid over each other. Layers that were made in one way are not read in another: what they
/// say of removed files differs.
enum class Layering {
  kernel,  ///< the kernel's overlay file system
  fuse,    ///< fuse-overlayfs, a process that lives as long as the sandbox
  copy     ///< not at all: upper starts as a copy of the topmost folder, and is whole itself
};
std::string name_of(Layering layering);

/// Folders laid over each other as the root of the sandbox; writes go to `upper`.
/// The mount lives in a mount namespace of the sandbox's own: however it ends, nothing stays mounted.
struct Overlay {
  std::vector<fs::path> lower;  ///< topmost first; each of them was `upper` over those below it
  fs::path upper;               ///< empty folder, or one kept from an earlier run
  fs::path work;                ///< empty folder on the same file system as upper
  Layering layering = Layering::kernel;
  /// When not 0, the folder that upper and work are in is hidden by a file system in memory of that many
  /// bytes, which has them and ends with the sandbox. Not with Layering::copy.
  uint64_t memory_bytes = 0;
};

/// Who the program is inside.
enum class User {
  /// Root of the chroot, for package installation: the capabilities that unpacking and scriptlets need,
  /// nothing else.
  root,
  /// The unprivileged building user (k_builder_uid, "mockbuild"), no capability at all.
  builder
};

constexpr unsigned k_builder_uid =
    59000;  ///< free on Debian and Fedora: above login users, below reserved ranges

/// PATH inside, unless the environment says otherwise.
inline constexpr const char* k_path = "/usr/bin:/bin:/usr/sbin:/sbin";

struct Limits {
  uint64_t memory_bytes = 0;  ///< address space of one process; 0: none
  uint64_t file_bytes = 0;    ///< largest file; 0: none
  unsigned cpu_seconds = 0;   ///< of one process; 0: none
  /// Of the builder, in a chroot: processes and threads of that user, which all sandboxes of one user of this
  /// machine share; 0: none.
  unsigned tasks = 0;
  uint64_t shm_bytes = 0;  ///< in a chroot: what fits into /dev/shm; 0: half of the memory
};

/// What a program may reach. No network unless asked for, no devices but the harmless ones, a private /tmp,
/// /proc of its own process namespace, and nothing of the host but what is listed here.
struct Sandbox {
  /// The root: an overlay; or a writable folder used as it is (making a base root); or, with neither, the
  /// host's own /usr read-only, for running the host's tools on untrusted input.
  std::optional<Overlay> overlay;
  fs::path folder_as_root;
  std::vector<Bind> binds;
  std::optional<Program> program;          ///< shown inside, with the host's own /usr
  std::map<std::string, std::string> env;  ///< the whole environment; PATH, HOME, LC_ALL and TZ have defaults
  User user = User::builder;
  std::string hostname = "rpmworks";
  /// In a chroot: the machine's own network, with its abstract sockets and what listens on loopback only.
  bool network = false;
  Limits limits;
  unsigned umask = 022;     ///< whatever this process's own is
  unsigned processors = 0;  ///< that it may run on; 0: all that this process may
};

/// Runs `command` inside: argv, cwd, input, log, deadline and on_line as in process::run, with paths of the
/// inside (the log is a host path). Killing this process, even with SIGKILL, ends everything inside.
ProcessResult run(const Sandbox& sandbox, const Command& command);

/// A sandbox that was made before what its program is to do is known: the program waits for its input.
class Started {
 public:
  /// Starts it as run does, but for input and deadline of `command`.
  Started(const Sandbox& sandbox, const Command& command);
  ~Started();  ///< ends everything inside
  Started(Started&&) noexcept;
  Started& operator=(Started&&) noexcept;

  /// Gives the program its input, once, and runs it to its end, from here on within the deadline.
  ProcessResult finish(std::string input, std::optional<std::chrono::milliseconds> deadline);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// The layering that works in a folder, and why those that are better do not.
struct LayeringFound {
  Layering layering = Layering::kernel;
  std::string kernel_refusal;  ///< in the kernel's words, unless its overlays work
  std::string fuse_refusal;    ///< of Layering::copy: what fuse-overlayfs lacks
};

/// Whether sandboxes can be made here, of the host's tools and with layers and several users: as root, or
/// with subordinate ids and user namespaces. Throws Error(failed) that says what to enable and how. Layers
/// are tried in `folder`, an empty one where they are to be, which is left empty: the kernel takes them from
/// some file systems only.
LayeringFound require_sandboxes(const fs::path& folder);

/// Whether upper layers may be in memory here (Overlay::memory_bytes), tried in `folder` likewise.
bool can_layer_in_memory(Layering layering, const fs::path& folder);

/// Removes a tree in which builds may have left files of the sandbox's users, which belong to subordinate ids
/// of an ordinary user. rpmworks::remove_tree is for trees of this user's own files.
void remove_build_tree(const fs::path& tree);

/// Lets this user read such a tree, whatever its owners have forbidden. No symbolic link is followed.
void open_tree(const fs::path& tree);

/// As rpmworks::run, for a program that is trusted and stays outside of sandboxes, but must not outlive this
/// process: when that dies, however it dies, the program's process group gets TERM and, 10 s later, KILL.
ProcessResult run_watched(const Command& command);

}  // namespace rpmworks::sandbox
