// SPDX-License-Identifier: GPL-3.0-or-later
#include "own.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::hostbase {

namespace {

// 2023-01-01: no Debian package determines the time of these packages.
constexpr int64_t k_epoch = 1672531200;

struct Folder {
  std::string_view path;
  unsigned mode = 0755;
  std::string_view group = "root";
};

constexpr std::array k_folders = {Folder{"/boot"},
                                  Folder{"/dev"},
                                  Folder{"/etc"},
                                  Folder{"/etc/alternatives"},
                                  Folder{"/etc/default"},
                                  Folder{"/etc/ld.so.conf.d"},
                                  Folder{"/etc/opt"},
                                  Folder{"/etc/profile.d"},
                                  Folder{"/etc/rpm"},
                                  Folder{"/etc/skel"},
                                  Folder{"/home"},
                                  Folder{"/media"},
                                  Folder{"/mnt"},
                                  Folder{"/opt"},
                                  Folder{"/proc", 0555},
                                  Folder{"/root", 0700},
                                  Folder{"/run"},
                                  Folder{"/run/lock", 01777},
                                  Folder{"/srv"},
                                  Folder{"/sys", 0555},
                                  Folder{"/tmp", 01777},
                                  Folder{"/usr"},
                                  Folder{"/usr/bin"},
                                  Folder{"/usr/games"},
                                  Folder{"/usr/include"},
                                  Folder{"/usr/lib"},
                                  Folder{"/usr/lib64"},
                                  Folder{"/usr/libexec"},
                                  Folder{"/usr/local"},
                                  Folder{"/usr/local/bin"},
                                  Folder{"/usr/local/etc"},
                                  Folder{"/usr/local/games"},
                                  Folder{"/usr/local/include"},
                                  Folder{"/usr/local/lib"},
                                  Folder{"/usr/local/sbin"},
                                  Folder{"/usr/local/share"},
                                  Folder{"/usr/local/src"},
                                  Folder{"/usr/sbin"},
                                  Folder{"/usr/share"},
                                  Folder{"/usr/share/doc"},
                                  Folder{"/usr/share/info"},
                                  Folder{"/usr/share/licenses"},
                                  Folder{"/usr/share/locale"},
                                  Folder{"/usr/share/man"},
                                  Folder{"/usr/share/man/man1"},
                                  Folder{"/usr/share/man/man3"},
                                  Folder{"/usr/share/man/man5"},
                                  Folder{"/usr/share/man/man8"},
                                  Folder{"/usr/share/pkgconfig"},
                                  Folder{"/usr/src"},
                                  Folder{"/var"},
                                  Folder{"/var/backups"},
                                  Folder{"/var/cache"},
                                  Folder{"/var/lib"},
                                  Folder{"/var/lib/misc"},
                                  Folder{"/var/local", 02775, "staff"},
                                  Folder{"/var/log"},
                                  Folder{"/var/mail", 02775, "mail"},
                                  Folder{"/var/opt"},
                                  Folder{"/var/spool"},
                                  Folder{"/var/tmp", 01777}};

struct Link {
  std::string_view path;
  std::string_view target;
};

constexpr std::array k_links = {Link{"/bin", "usr/bin"},
                                Link{"/lib", "usr/lib"},
                                Link{"/lib64", "usr/lib64"},
                                Link{"/sbin", "usr/sbin"},
                                Link{"/etc/mtab", "../proc/self/mounts"},
                                Link{"/var/lock", "../run/lock"},
                                Link{"/var/run", "../run"},
                                Link{"/var/spool/mail", "../mail"}};

// Debian's fixed users and groups (base-passwd), so that files keep their owners.
constexpr std::string_view k_users =
    "root:0:0:root:/root:/bin/bash\n"
    "daemon:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"
    "bin:2:2:bin:/bin:/usr/sbin/nologin\n"
    "sys:3:3:sys:/dev:/usr/sbin/nologin\n"
    "sync:4:65534:sync:/bin:/bin/sync\n"
    "games:5:60:games:/usr/games:/usr/sbin/nologin\n"
    "man:6:12:man:/var/cache/man:/usr/sbin/nologin\n"
    "lp:7:7:lp:/var/spool/lpd:/usr/sbin/nologin\n"
    "mail:8:8:mail:/var/mail:/usr/sbin/nologin\n"
    "news:9:9:news:/var/spool/news:/usr/sbin/nologin\n"
    "uucp:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin\n"
    "proxy:13:13:proxy:/bin:/usr/sbin/nologin\n"
    "www-data:33:33:www-data:/var/www:/usr/sbin/nologin\n"
    "backup:34:34:backup:/var/backups:/usr/sbin/nologin\n"
    "list:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin\n"
    "irc:39:39:ircd:/run/ircd:/usr/sbin/nologin\n"
    "_apt:42:65534::/nonexistent:/usr/sbin/nologin\n"
    "nobody:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n";

constexpr std::string_view k_groups =
    "root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 uucp:10 man:12 proxy:13 kmem:15 "
    "dialout:20 "
    "fax:21 voice:22 cdrom:24 floppy:25 tape:26 sudo:27 audio:29 dip:30 www-data:33 backup:34 operator:37 "
    "list:38 "
    "irc:39 src:40 shadow:42 utmp:43 video:44 sasl:45 plugdev:46 staff:50 games:60 users:100 nogroup:65534";

constexpr std::string_view k_profile =
    "if [ \"$(id -u)\" -eq 0 ]; then\n"
    "  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin\n"
    "else\n"
    "  PATH=/usr/local/bin:/usr/bin\n"
    "fi\n"
    "export PATH\n"
    "for script in /etc/profile.d/*.sh; do\n"
    "  if [ -r \"$script\" ]; then . \"$script\"; fi\n"
    "done\n"
    "unset script\n";

constexpr std::string_view k_nsswitch =
    "passwd: files\ngroup: files\nshadow: files\ngshadow: files\nhosts: files dns\nnetworks: files\n"
    "protocols: files\nservices: files\nethers: files\nrpc: files\n";

// Fills a folder and lists its content.
class Tree {
 public:
  explicit Tree(fs::path root) : m_root(std::move(root)) { make_folders(m_root); }

  void folder(const Folder& folder) {
    make_folders(m_root.string() + std::string(folder.path));
    m_entries.push_back({.path = std::string(folder.path),
                         .kind = Entry::Kind::folder,
                         .mode = folder.mode,
                         .user = "root",
                         .group = std::string(folder.group)});
  }

  void link(const std::string& path, const std::string& target) {
    prepare(path);
    fs::create_symlink(target, m_root.string() + path);
    m_entries.push_back({.path = path, .kind = Entry::Kind::link, .target = target});
  }

  void file(const std::string& path, std::string_view text, unsigned mode = 0644,
            const std::string& group = "root") {
    prepare(path);
    replace_file(m_root.string() + path, text);
    m_entries.push_back({.path = path, .mode = mode, .user = "root", .group = group});
  }

  std::vector<Entry> entries() {
    std::sort(m_entries.begin(), m_entries.end(),
              [](const Entry& a, const Entry& b) { return a.path < b.path; });
    return std::move(m_entries);
  }

 private:
  void prepare(const std::string& path) { make_folders(fs::path(m_root.string() + path).parent_path()); }

  fs::path m_root;
  std::vector<Entry> m_entries;
};

void write_accounts(Tree& tree) {
  std::string passwd, group;
  for (const auto& user : split(trim(k_users), '\n')) {
    const std::string name = user.substr(0, user.find(':'));
    passwd += name + ":x" + user.substr(name.size()) + "\n";
  }
  for (const auto& entry : split(k_groups, ' ')) {
    const auto parts = split(entry, ':');
    group += fmt::format("{}:x:{}:\n", parts[0], parts[1]);
  }
  tree.file("/etc/passwd", passwd);
  tree.file("/etc/group", group);
}

// These files belong to the group shadow. They are in a separate package, because rpm must install /etc/group
// before it unpacks them.
void write_shadows(Tree& tree) {
  std::string shadow, gshadow;
  for (const auto& user : split(trim(k_users), '\n'))
    shadow +=
        user.substr(0, user.find(':')) + ":*:19000:0:99999:7:::\n";  // no password matches; a fixed date
  for (const auto& entry : split(k_groups, ' ')) gshadow += fmt::format("{}:*::\n", split(entry, ':')[0]);
  tree.file("/etc/shadow", shadow, 0640, "shadow");
  tree.file("/etc/gshadow", gshadow, 0640, "shadow");
}

void keep_edits(Recipe& recipe) {
  for (const auto& entry : recipe.files)
    if (entry.kind == Entry::Kind::file) recipe.conffiles.insert(entry.path);
}

Recipe own_recipe(const std::string& name, const std::string& arch, const std::string& summary) {
  return {.nevra = {.name = name,
                    .evr = {.version = "1", .release = std::to_string(k_recipe_version)},
                    .arch = arch},
          .summary = summary,
          .section = "admin",
          .epoch = k_epoch};
}

}  // namespace

Recipe setup_package(const fs::path& root) {
  Recipe recipe = own_recipe(k_setup, "noarch", "The users and groups of a root");
  recipe.provides = {"setup", "base-passwd"};
  Tree tree(root);
  write_accounts(tree);
  recipe.files = tree.entries();
  keep_edits(recipe);
  return recipe;
}

Recipe filesystem_package(const fs::path& root, const std::string& arch) {
  Recipe recipe = own_recipe(k_filesystem, arch, "The folders and links of a root");
  recipe.before = {k_setup};
  // Debian's packages assume its essential packages; of those, add the ones that every root with a program
  // needs.
  recipe.beside = {"base-files", "bash", "coreutils", "libc-bin"};
  recipe.provides = {"filesystem", "basesystem"};
  Tree tree(root);
  for (const auto& folder : k_folders) tree.folder(folder);
  for (const auto& link : k_links) tree.link(std::string(link.path), std::string(link.target));
  if (arch == "x86_64") {
    for (const std::string name : {"lib32", "libx32"}) {
      tree.folder({"/usr/" + name});
      tree.link("/" + name, "usr/" + name);
    }
  }
  write_shadows(tree);
  tree.file("/etc/profile", k_profile);
  tree.file("/etc/nsswitch.conf", k_nsswitch);
  tree.file("/etc/hosts", "127.0.0.1 localhost localhost.localdomain\n::1 localhost localhost.localdomain\n");
  tree.file("/etc/shells", "/bin/sh\n/bin/bash\n/bin/dash\n/usr/bin/sh\n/usr/bin/bash\n/usr/bin/dash\n");
  tree.file("/etc/motd", "");
  recipe.files = tree.entries();
  keep_edits(recipe);
  return recipe;
}

bool is_filesystem_folder(std::string_view path) {
  const auto is_it = [path](const auto& known) { return known.path == path; };
  // Debian's packages may have folders where these links are: /var/run.
  return std::any_of(k_folders.begin(), k_folders.end(), is_it) ||
         std::any_of(k_links.begin(), k_links.end(), is_it) || path == "/usr/lib32" || path == "/usr/libx32";
}

// ccache's links for the installed compilers, as Debian's update-ccache-symlinks (in Perl) makes them.
constexpr std::string_view k_ccache_links =
    "%transfiletriggerin -p /bin/sh -- /usr/bin\n"
    "mkdir -p /usr/lib/ccache\n"
    "cd /usr/bin\n"
    "for name in cc c++ gcc g++ clang clang++ *-linux-gnu-gcc *-linux-gnu-g++ c89-gcc c99-gcc; do\n"
    "  for compiler in $name $name-[0-9]*; do\n"
    "    if [ -x $compiler ]; then ln -sf ../../bin/ccache /usr/lib/ccache/$compiler; fi\n"
    "  done\n"
    "done\n\n";

// One catalog of all packages' catalogs, as Debian's update-xmlcatalog (in Perl) builds entry by entry.
constexpr std::string_view k_xml_catalog =
    " -p /bin/bash -- /usr/share/xml\n"
    "shopt -s globstar nullglob\n"
    "mkdir -p /etc/xml\n"
    "{\n"
    "  echo '<?xml version=\"1.0\"?>'\n"
    "  echo '<catalog xmlns=\"urn:oasis:names:tc:entity:xmlns:xml:catalog\">'\n"
    "  for file in /usr/share/xml/**/catalog.xml; do\n"
    "    echo \"  <nextCatalog catalog=\\\"file://$file\\\"/>\"\n"
    "  done\n"
    "  echo '</catalog>'\n"
    "} >/etc/xml/catalog\n\n";

std::string scriptlets_of(const std::string& debian_name) {
  if (debian_name == "ccache") return std::string(k_ccache_links);
  if (debian_name == "xml-core")
    return fmt::format("%transfiletriggerin{0}%transfiletriggerpostun{0}", k_xml_catalog);
  if (debian_name != "libc-bin") return {};
  // Once per transaction, after all files are installed; in Lua, because there may be no shell yet.
  std::string text;
  for (const std::string_view when : {"in", "postun"})
    text += fmt::format(
        "%transfiletrigger{} -P 2000000 -p <lua> -- /usr/lib /usr/lib32 /usr/lib64 /usr/libx32 "
        "/usr/local/lib /etc/ld.so.conf.d\nrpm.execute(\"/usr/sbin/ldconfig\")\n\n",
        when);
  return text;
}

}  // namespace rpmworks::hostbase
