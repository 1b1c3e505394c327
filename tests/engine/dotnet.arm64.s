// The program `dotnet` for linux/arm64. It starts the program or the command of its arguments, as the original does:
// hostfxr_main_startupinfo(argc, argv, path of the program, root folder of .NET, path of the app that this program is
// bound to). It is bound to no app, so the last file does not exist. The linker sets the folder of libhostfxr.so.
        .global _start
        .text
_start: ldr     x0, [sp]
        add     x1, sp, 8
        adr     x2, program
        adr     x3, root
        adr     x4, app
        bl      hostfxr_main_startupinfo
        bl      exit

program: .asciz "/usr/share/dotnet/dotnet"
root:    .asciz "/usr/share/dotnet"
app:     .asciz "/usr/share/dotnet/dotnet.dll"
