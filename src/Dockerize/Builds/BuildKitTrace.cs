using Dockerize.Builds.Protobuf;
using Dockerize.Dockerfiles;

namespace Dockerize.Builds;

/// <summary>
/// A progress message of BuildKit: the changes since the previous message. Names and field numbers are those of
/// <c>StatusResponse</c> in BuildKit's api/services/control/control.proto. Unknown fields are skipped.
/// </summary>
internal sealed class BuildKitTrace
{
    private BuildKitTrace() { }

    /// <summary>The steps that changed.</summary>
    public List<Vertex> Vertices { get; } = [];

    /// <summary>The progress of parts of a step.</summary>
    public List<Status> Statuses { get; } = [];

    /// <summary>The output of commands.</summary>
    public List<Log> Logs { get; } = [];

    /// <summary>The warnings about the Dockerfile.</summary>
    public List<Warning> Warnings { get; } = [];

    /// <summary>Parses a message.</summary>
    /// <param name="text">The message in base64, as the engine sends it.</param>
    /// <exception cref="IOException">The text is not a complete BuildKit message.</exception>
    public static BuildKitTrace Parse(string text)
    {
        byte[] message;
        try
        {
            message = Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new IOException("the engine sent an invalid BuildKit trace");
        }

        var trace = new BuildKitTrace();
        foreach (var field in ProtobufField.Read(new(message)))
        {
            switch (field.Number)
            {
                case 1:
                    trace.Vertices.Add(Vertex.Read(field.Bytes));
                    break;
                case 2:
                    trace.Statuses.Add(Status.Read(field.Bytes));
                    break;
                case 3:
                    trace.Logs.Add(Log.Read(field.Bytes));
                    break;
                case 4:
                    trace.Warnings.Add(Warning.Read(field.Bytes));
                    break;
            }
        }

        return trace;
    }

    /// <summary>A step of the Dockerfile, or an internal step of BuildKit.</summary>
    internal sealed record Vertex
    {
        /// <summary>The digest that identifies the step in the other parts of a message.</summary>
        public string Digest { get; init; } = "";

        /// <summary>
        /// The name, such as <c>[build 2/4] COPY app/ /</c> or <c>[internal] load metadata for …</c>
        /// </summary>
        public string Name { get; init; } = "";

        /// <summary>True if the result was in the cache.</summary>
        public bool IsCached { get; init; }

        /// <summary>True if the step was started.</summary>
        public bool IsStarted { get; init; }

        /// <summary>True if the step ended, with or without an error.</summary>
        public bool IsCompleted { get; init; }

        /// <summary>The error; empty if there is none.</summary>
        public string Error { get; init; } = "";

        /// <summary>Reads a step from a message.</summary>
        public static Vertex Read(ArraySegment<byte> message)
        {
            var vertex = new Vertex();
            foreach (var field in ProtobufField.Read(message))
            {
                vertex = field.Number switch
                {
                    1 => vertex with { Digest = field.Text },
                    3 => vertex with { Name = field.Text },
                    4 => vertex with { IsCached = field.Value != 0 },
                    5 => vertex with { IsStarted = true },
                    6 => vertex with { IsCompleted = true },
                    7 => vertex with { Error = field.Text },
                    _ => vertex,
                };
            }

            return vertex;
        }
    }

    /// <summary>The progress of a part of a step.</summary>
    /// <param name="Id">
    /// The name of the part, such as <c>sha256:…</c> for a layer that is transferred, or <c>exporting layers</c>.
    /// </param>
    /// <param name="Current">The number of bytes so far; 0 if the part does not count bytes.</param>
    /// <param name="Total">The total number of bytes; 0 if it is not known.</param>
    internal sealed record Status(string Id, long Current, long Total)
    {
        /// <summary>The digest of the step.</summary>
        public string Vertex { get; init; } = "";

        /// <summary>True if the part ended.</summary>
        public bool IsCompleted { get; init; }

        public static Status Read(ArraySegment<byte> message)
        {
            var status = new Status("", 0, 0);
            foreach (var field in ProtobufField.Read(message))
            {
                status = field.Number switch
                {
                    1 => status with { Id = field.Text },
                    2 => status with { Vertex = field.Text },
                    4 => status with { Current = field.Value },
                    5 => status with { Total = field.Value },
                    8 => status with { IsCompleted = true },
                    _ => status,
                };
            }

            return status;
        }
    }

    /// <summary>A piece of the output of a command.</summary>
    /// <param name="Vertex">The digest of the step.</param>
    /// <param name="Message">The output in UTF-8. It can end inside a line or a character.</param>
    internal sealed record Log(string Vertex, ArraySegment<byte> Message)
    {
        public static Log Read(ArraySegment<byte> message)
        {
            var log = new Log("", default);
            foreach (var field in ProtobufField.Read(message))
            {
                log = field.Number switch
                {
                    1 => log with { Vertex = field.Text },
                    4 => log with { Message = field.Bytes },
                    _ => log,
                };
            }

            return log;
        }
    }

    /// <summary>A warning of a build check (BuildKit of 2024 and later).</summary>
    /// <param name="Text">The text on one line, which starts with the name of the rule.</param>
    /// <param name="Url">The page that explains the rule; empty if there is none.</param>
    /// <param name="Line">The line of the Dockerfile, counted from 1; 0 if there is none.</param>
    internal sealed record Warning(string Text, string Url, int Line)
    {
        public static Warning Read(ArraySegment<byte> message)
        {
            var warning = new Warning("", "", 0);
            foreach (var field in ProtobufField.Read(message))
            {
                warning = field.Number switch
                {
                    3 => warning with { Text = field.Text },
                    5 => warning with { Url = field.Text },
                    7 when warning.Line == 0 => warning with { Line = LineNumber(Part(field.Bytes, 1)) },
                    _ => warning,
                };
            }

            return warning;
        }

        // From solver/pb/ops.proto: Range { Position start = 1 }, Position { int32 line = 1 }.
        private static ArraySegment<byte> Part(ArraySegment<byte> message, int number) => Find(message, number).Bytes;

        private static int LineNumber(ArraySegment<byte> position) =>
            Find(position, 1).Value is > 0 and <= int.MaxValue and var line ? (int)line : 0;

        private static ProtobufField Find(ArraySegment<byte> message, int number) =>
            ProtobufField.Read(message).FirstOrDefault(field => field.Number == number);
    }
}
