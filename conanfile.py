import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load
from conan.tools.layout import basic_layout

required_conan_version = ">=2.0"


class RowanConan(ConanFile):
    name = "rowan"
    description = "A header-only C++20 ORM"
    license = "BSL-1.0"
    topics = ("orm", "sql", "sqlite", "postgresql", "database", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"sqlite": [True, False], "postgres": [True, False], "async": [True, False]}
    default_options = {"sqlite": True, "postgres": False, "async": False}
    exports_sources = "include/*", "LICENSE"
    no_copy_source = True

    def set_version(self):
        project = load(self, os.path.join(self.recipe_folder, "CMakeLists.txt"))
        self.version = re.search(r"project\(rowan\s+VERSION ([\d.]+)", project).group(1)

    def layout(self):
        basic_layout(self, src_folder=".")

    @property
    def _has_async(self):
        # A word of the language, so that it cannot be `self.options.async`.
        return bool(self.options.get_safe("async"))

    def requirements(self):
        # What is awaited is linked with Boost.Context; the rest of Boost is headers.
        self.requires("boost/[>=1.81]", transitive_headers=True,
                      options={"without_context": False} if self._has_async else {"header_only": True})
        if self.options.sqlite:
            self.requires("sqlite3/[>=3.40]", transitive_headers=True, transitive_libs=True)
        if self.options.postgres:
            self.requires("libpq/[>=15]", transitive_headers=True, transitive_libs=True)

    def package_id(self):
        self.info.clear()

    def validate(self):
        check_min_cppstd(self, 20)

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        copy(self, "*.hpp", os.path.join(self.source_folder, "include"),
             os.path.join(self.package_folder, "include"))

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "rowan")
        # Left alone it would be rowan::rowan, which is the core's.
        self.cpp_info.set_property("cmake_target_name", "rowan::all")

        core = self.cpp_info.components["rowan"]
        core.set_property("cmake_target_name", "rowan::rowan")
        core.requires = ["boost::headers"]
        core.bindirs = []
        core.libdirs = []

        if self.options.sqlite:
            self._part("sqlite", "sqlite3::sqlite3")
        if self.options.postgres:
            self._part("postgres", "libpq::libpq")
        if self._has_async:
            self._part("async", "boost::context")
            self.cpp_info.components["async"].system_libs = ["pthread"] if self.settings.os == "Linux" else []

    def _part(self, name, library):
        part = self.cpp_info.components[name]
        part.set_property("cmake_target_name", f"rowan::{name}")
        part.requires = ["rowan", library]
        part.bindirs = []
        part.libdirs = []
