namespace PiBootBox.Panel.Terminal;

/// <summary>Reads the keyboard of a terminal, on a thread that ends with the program.</summary>
internal static class TerminalKeys
{
    /// <param name="quit">Called when <c>q</c> was typed.</param>
    public static void Read(PanelKeys keys, Action quit)
    {
        if (!Console.IsInputRedirected)
            new Thread(Run) { IsBackground = true, Name = "keys" }.Start();

        void Run()
        {
            try
            {
                while (true)
                {
                    char key = Console.ReadKey(intercept: true).KeyChar;
                    if (key is 'q' or 'Q')
                        quit();
                    keys.Type(key);
                }
            }
            catch (InvalidOperationException)
            {
                // The terminal went away.
            }
        }
    }
}
