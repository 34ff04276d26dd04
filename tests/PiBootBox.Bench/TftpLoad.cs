using System.Diagnostics;
using System.Globalization;
using System.Text;
using PiBootBox.Wire;
using static PiBootBox.Bench.TftpCalls;

namespace PiBootBox.Bench;

/// <summary>
/// <c>tftp</c>: many clients in one thread, each with an address of its own as every machine has, counted
/// up from <c>--from</c>, and one line of figures.
/// </summary>
internal static class TftpLoad
{
    private const string Options =
        "tftp --server ADDRESS --file NAME [--port 69] [--clients 1 --from ADDRESS] [--blksize 1468] [--windowsize 1] [--bytes LENGTH] [--gro] [--limit SECONDS]";

    public static int Run(string[] args)
    {
        if (!TryParse(args, out TftpPlan? plan, out int clients, out Ipv4 from, out int limit))
            return Usage.Print(Options);
        using var wire = new TftpWire(plan.Server, plan.Gro);
        TftpClient[] all = [.. Enumerable.Range(0, clients).Select(i => new TftpClient(plan, wire, from.IsAny ? from : new Ipv4(from.Value + (uint)i)))];
        long start = Stopwatch.GetTimestamp();
        Fetch(all, wire, from, TimeSpan.FromSeconds(limit));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (TftpClient client in all)
            client.Close();
        long bytes = all.Sum(c => c.Bytes);
        TftpClient[] failed = [.. all.Where(c => c.Failure is not null)];
        if (failed.Length > 0)
            Console.Error.WriteLine($"tftp: {failed[0].Failure}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"tftp clients={clients} blksize={plan.BlockSize} windowsize={plan.Window} seconds={seconds:0.000} bytes={bytes} mb_per_s={bytes / seconds / 1e6:0.0} out_of_order={all.Sum(c => c.OutOfOrder)} timeouts={all.Sum(c => c.Timeouts)} failed={failed.Length}"));
        return failed.Length == 0 ? 0 : 1;
    }

    private static void Fetch(TftpClient[] clients, TftpWire wire, Ipv4 from, TimeSpan limit)
    {
        foreach (TftpClient client in clients)
            client.Ask();
        int open = clients.Length;
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds, nextLook = 0;
        while (open > 0 && Environment.TickCount64 < end)
        {
            wire.Flush();
            int count = wire.Receive(clients.Length == 1 ? clients[0].Window : int.MaxValue);
            for (int i = 0; i < count; i++)
            {
                (Ipv4 address, int segment) = wire.About(i);
                uint place = from.IsAny ? 0 : address.Value - from.Value;
                if (place >= clients.Length || clients[place].IsDone)
                    continue;
                clients[place].Take(wire.Bytes(i), segment, wire.ServerPort(i));
                open -= clients[place].IsDone ? 1 : 0;
            }
            long now = Environment.TickCount64;
            if (now < nextLook)
                continue;
            nextLook = now + 100;
            foreach (TftpClient client in clients.Where(c => !c.IsDone && now >= c.Deadline))
            {
                client.OnTimeout();
                open -= client.IsDone ? 1 : 0;
            }
        }
        wire.Flush();
    }

    private static bool TryParse(string[] args, out TftpPlan plan, out int clients, out Ipv4 from, out int limit)
    {
        plan = new TftpPlan(default, 69, [], 1468, 1, Gro: false, 0);
        (clients, from, limit) = (1, default, 300);
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--gro")
            {
                plan = plan with { Gro = true };
                continue;
            }
            if (i + 1 == args.Length)
                return false;
            string value = args[++i];
            bool isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
            bool isAddress = Ipv4.TryParse(value, out Ipv4 address);
            switch (args[i - 1])
            {
                case "--server" when isAddress:
                    plan = plan with { Server = address };
                    break;
                case "--from" when isAddress:
                    from = address;
                    break;
                case "--file":
                    plan = plan with { File = Encoding.UTF8.GetBytes(value) };
                    break;
                case "--port" when isNumber && number is > 0 and <= ushort.MaxValue:
                    plan = plan with { Port = (ushort)number };
                    break;
                case "--clients" when isNumber && number is > 0 and <= 1000:
                    clients = (int)number;
                    break;
                case "--blksize" when isNumber && number is >= 8 and <= 65464:
                    plan = plan with { BlockSize = (int)number };
                    break;
                case "--windowsize" when isNumber && number is > 0 and <= 65535:
                    plan = plan with { Window = (int)number };
                    break;
                case "--bytes" when isNumber:
                    plan = plan with { Bytes = number };
                    break;
                case "--limit" when isNumber && number is > 0 and <= 3600:
                    limit = (int)number;
                    break;
                default:
                    return false;
            }
        }
        return !plan.Server.IsAny && (clients == 1 || !from.IsAny) && plan.File.Length is > 0 and < 400;
    }
}
